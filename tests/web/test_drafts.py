"""Drafts: kept, each for its own visitor, and never in the way."""

from __future__ import annotations

import json
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from nocert_rules.dialogue.forms import FindingForm, Form, Key, RecordsForm, SubjectForm, form_data
from nocert_rules.web import drafts
from nocert_rules.web.drafts import MAX_DRAFTS, DraftStore
from nocert_rules.web.limits import MAX_RECORDS, MAX_SUBJECTS
from nocert_rules.web.refusals import NotServed, Refused
from tests.support.process import ROOT, environment

FORM = Form(
    "case",
    "2019-06-03",
    "jinhua",
    {"item.matter": "某事 \ud800", "findings.crime": FindingForm("true", "甲", "", "")},
    (SubjectForm("a", "某局", {"subject.procedure.steps": RecordsForm(({"step": "decided"},), False)}),),
    (Key("a", "subject.kind"),),
    (Key(None, "item.matter"),),
)
WORKER = """
import sys
from nocert_rules.dialogue.forms import Form
from nocert_rules.web.drafts import DraftStore
store = DraftStore(sys.argv[1])
secret = store.secret()
names = [store.create("v", Form("route", facts={"item.matter": f"{sys.argv[2]}-{n}"})) for n in range(25)]
for name in names:
    form = store.get("v", name).form
    store.save("v", name, form, form)
print(secret.hex())
"""


@pytest.fixture
def place(tmp_path: Path) -> str:
    """A file in a folder that is not there yet."""
    return str(tmp_path / "state" / "drafts.sqlite3")


def test_a_draft_comes_back_as_it_was_saved(place: str) -> None:
    store = DraftStore(place)
    name = store.create("me", Form("case"))
    store.save("me", name, FORM, Form("case"))
    store.close()
    found = DraftStore(place).get("me", name)
    assert found is not None and found.form == FORM


def test_nobody_sees_or_changes_another_s_draft() -> None:
    store = DraftStore(":memory:")
    name = store.create("me", FORM)
    assert store.get("you", name) is None and store.of("you") == ()
    store.save("you", name, Form("route"), FORM)
    store.delete("you", name)
    assert [draft.form for draft in store.of("me")] == [FORM]
    store.delete("me", name)
    assert store.get("me", name) is None


def test_the_file_is_for_its_owner_alone_and_names_no_visitor(place: str) -> None:
    store = DraftStore(place)
    store.create("me-and-nobody-else", FORM)
    folder = Path(place).parent
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    store.close()
    assert b"me-and-nobody-else" not in Path(place).read_bytes()


def test_old_drafts_are_forgotten_while_the_server_runs(place: str) -> None:
    store = DraftStore(place, keep_days=30)
    old, young = store.create("me", FORM), store.create("me", FORM)
    with sqlite3.connect(place) as connection:
        connection.execute("update draft set saved_at = '2019-06-03T00:00:00+00:00' where id = ?", (old,))
    connection.close()
    newest = store.create("you", FORM)
    assert [draft.id for draft in store.of("me")] == [young]
    assert [draft.id for draft in store.of("you")] == [newest]


def test_the_oldest_go_where_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    store = DraftStore(":memory:")
    names = [store.create("me", Form("route")) for _ in range(MAX_DRAFTS + 3)]
    assert [draft.id for draft in store.of("me")] == names[:2:-1]
    monkeypatch.setattr(drafts, "MAX_ALL", 10)
    store.create("you", Form("route"))
    assert len(store.of("me")) == 9


def test_drafts_that_cannot_be_read_are_in_nobody_s_way(place: str) -> None:
    store = DraftStore(place, questions=("case",))
    kept = store.create("me", FORM)
    other = store.create("me", Form("a question of another rulebook"))
    broken = {
        store.create("me", FORM): text
        for text in ("{", "[]", '"case"', json.dumps(form_data(FORM)).replace('"case"', "[]"))
    }
    with sqlite3.connect(place) as connection:
        connection.executemany(
            "update draft set form = ? where id = ?", [(text, name) for name, text in broken.items()]
        )
    connection.close()
    assert [draft.id for draft in store.of("me")] == [kept]
    assert all(store.get("me", name) is None for name in (other, *broken))


@pytest.mark.parametrize(
    "form",
    [
        Form("case", subjects=tuple(SubjectForm(f"s{number}") for number in range(MAX_SUBJECTS + 1))),
        Form("route", facts={"item.listings": RecordsForm(({},) * (MAX_RECORDS + 1))}),
    ],
    ids=["subjects", "records"],
)
def test_a_form_that_no_page_could_show_is_refused(form: Form) -> None:
    store = DraftStore(":memory:")
    name = store.create("me", FORM)
    with pytest.raises(Refused, match="expected at most"):
        store.create("me", form)
    with pytest.raises(Refused):
        store.save("me", name, form, FORM)
    assert [draft.form for draft in store.of("me")] == [FORM]


def test_threads_share_a_store(place: str) -> None:
    store = DraftStore(place)
    with ThreadPoolExecutor(8) as threads:
        names = list(threads.map(lambda number: store.create(f"v{number % 4}", FORM), range(80)))
    assert len(set(names)) == 80
    assert [len(store.of(f"v{number}")) for number in range(4)] == [20] * 4


def test_processes_share_a_file_and_its_secret(place: str) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, place, str(number)],
            env=environment(),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(3)
    ]
    secrets = {process.communicate(timeout=60)[0] for process in started}
    assert [process.returncode for process in started] == [0, 0, 0]
    assert len(secrets) == 1
    assert len(DraftStore(place).of("v")) == 75


@pytest.mark.parametrize("content", [b"no database at all " * 99, b"SQLite format 3\0" + b"x" * 4096])
def test_a_file_that_is_no_store_is_told_and_left_alone(place: str, content: bytes) -> None:
    Path(place).parent.mkdir()
    Path(place).write_bytes(content)
    with pytest.raises(NotServed) as told:
        DraftStore(place)
    assert f"drafts cannot be kept in `{place}`" in told.value.lines("en")[0]
    assert f"草稿无法保存在 `{place}`" in told.value.lines("zh")[0]
    assert Path(place).read_bytes() == content


@pytest.mark.parametrize("secret", ["zz", ""])
def test_a_file_with_a_damaged_secret_is_told(place: str, secret: str) -> None:
    DraftStore(place).close()
    with sqlite3.connect(place) as connection:
        connection.execute("update secret set value = ?", (secret,))
    connection.close()
    with pytest.raises(NotServed) as told:
        DraftStore(place)
    assert "(the file is damaged)" in told.value.lines("en")[0]
    assert "（文件已损坏）" in told.value.lines("zh")[0]


def test_a_damaged_file_is_told_before_anybody_needs_it(place: str) -> None:
    store = DraftStore(place)
    for _ in range(20):
        store.create("me", FORM)
    store.close()
    data = bytearray(Path(place).read_bytes())
    data[-4000:] = b"x" * 4000
    Path(place).write_bytes(data)
    with pytest.raises(NotServed, match=r"the file is damaged|malformed"):
        DraftStore(place)


def test_a_place_that_cannot_hold_drafts_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path, tmp_path / "file" / "drafts.sqlite3"):
        with pytest.raises(NotServed):
            DraftStore(str(place))


def test_two_processes_that_change_one_draft_lose_nothing(place: str) -> None:
    mine, theirs = DraftStore(place), DraftStore(place)
    base = Form("case", subjects=(SubjectForm("a"), SubjectForm("b")))
    name = mine.create("me", base)
    mine.save("me", name, base.with_given(Key("a", "subject.kind"), "unit"), base)
    theirs.save("me", name, base.with_given(Key("b", "subject.kind"), "staff_member"), base)
    mine.save("me", name, base.without_subject("a").with_subject(SubjectForm("c")), base)
    theirs.save("me", name, base.with_subject(SubjectForm("c", "另一个")), base)
    found = mine.get("me", name)
    assert found is not None
    assert {each.id: (each.name, dict(each.facts)) for each in found.form.subjects} == {
        "b": ("", {"subject.kind": "staff_member"}),
        "c": ("", {}),
        "c-2": ("另一个", {}),
    }


def test_a_full_disk_is_told_and_what_was_kept_stays(place: str) -> None:
    store = DraftStore(place)
    name = store.create("somebody", FORM)
    (pages,) = store._connection.execute("pragma page_count").fetchone()
    store._connection.execute(f"pragma max_page_count = {pages}")
    large = Form("case", facts={"item.matter": "x" * 200_000})
    with pytest.raises(Refused, match="no room"):
        store.save("somebody", name, large, FORM)
    kept = store.get("somebody", name)
    assert kept is not None and kept.form == FORM
