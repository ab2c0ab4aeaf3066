"""Forms that one visitor sends at the same time: none of them undoes another."""

from __future__ import annotations

import http.client
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from urllib.parse import urlencode

from nocert_rules.dialogue.forms import Form, SubjectForm
from nocert_rules.web.visitors import COOKIE, token_of
from tests.support.web import app_for_tests, served

VISITOR = "v" * 43
HEADERS = {"content-type": "application/x-www-form-urlencoded", "cookie": f"{COOKIE}={VISITOR}"}


def test_answers_sent_at_the_same_time_are_all_kept() -> None:
    app = app_for_tests(engine="reference")
    services = app.state.services
    own = [name for name in services.rulebook.questions["case"].facts if name.startswith("subject.")]
    facts = [name for name in own if services.rulebook.facts[name].type.name == "boolean"][:6]
    subjects = tuple(SubjectForm(f"s{number}", "某局") for number in range(1, 4))
    name = services.drafts.create(VISITOR, Form("case", "2019-06-03", "jinhua", {}, subjects))
    token = token_of(VISITOR, services.secret)

    def send(path: str, **fields: str) -> int:
        with closing(http.client.HTTPConnection(where.removeprefix("http://"), timeout=60)) as line:
            line.request("POST", f"/desk/{name}/{path}", urlencode({"token": token, **fields}), HEADERS)
            with line.getresponse() as answer:
                return answer.status

    jobs = [(f"subjects/{number}", {"subject": f"s{number}", fact: "true"}) for number in (1, 2, 3) for fact in facts]
    jobs += [("subjects", {"name": f"另一个 {number}"}) for number in range(6)]
    with served(app) as where, ThreadPoolExecutor(20) as senders:
        statuses = list(senders.map(lambda job: send(job[0], **job[1]), jobs))
    assert set(statuses) == {303}
    kept = services.drafts.get(VISITOR, name)
    assert [set(subject.facts) for subject in kept.form.subjects[:3]] == [set(facts)] * 3
    assert len({subject.id for subject in kept.form.subjects}) == 9
