"""Files that were damaged in any way: InputError with places that exist in them, or none; nothing else, and soon."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from nocert_rules.engine.decision.decide import Decider
from nocert_rules.engine.decision.document import decision_json
from nocert_rules.engine.facts.build import Asked, build_case
from nocert_rules.gate.golden import load_cases, run_case
from nocert_rules.rulebook.load import files as files_module
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.load.folders import default_folder, yaml_files
from nocert_rules.rulebook.load.nodes import Node, parse
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import InputError, Problems
from tests.support.examples import examples
from tests.support.facts import Maker, consistent

QUESTIONS = ("route", "verification", "pledge", "case")
LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
VALUE = re.compile(r"(?<=[:-] )[^\s,{}\[\]]+")
KEY = re.compile(r"(?<![\w.-])[\w.-]++(?=:)")
GOLDEN = sorted(default_folder("rules").glob("*/cases/*.yaml"))
RANDOM = st.randoms(use_true_random=True)  # what is damaged at random is not worth making smaller
SECONDS = 20
"""Far more than any of these files takes: who waits longer waits for ever."""

ODD = (
    *("~", "", "null", "yes", "No", "1", "-1", "1e3", "0o7", "007", "0x1f", "1_000", ".5", "1.0", ".nan", "9" * 30),
    *("2019-02-30", "2019-2-3", "0000-00-00", "9999-12-31", "2019-06-03T00:00:00", "true", '"true"', "'1'", "TRUE"),
    *("[]", "{}", "[a", "{a: b", "a: b", "- a", "? a", "|", ">", "@", "`", "%", "#", "&", "*", "!", "'", '"', "\\"),
    *("always", "{all: []}", "{any: []}", "{not: always}", "{holds: x}", "{fact: as_of}", "{is: {fact: as_of}}"),
    *("&a b", "*a", "!!str a", "!!python/object:os.system a", "!t a", "<<", "=", "\t", "x" * 100_000, "长" * 5_000),
    *('"\\0"', '"\\ud800"', '"\\x07"', "\x85", "\u2028", "\ufeff", "\N{RIGHT-TO-LEFT OVERRIDE}", "é", "😀", "\x7f"),
    *("jinhua", "as_of", "pledge", "unit.in_city", "subject", "route", "boolean", "must", "A"),
)


def values_replaced(random: Random, text: str) -> str:
    """Some value is another one, of the same file or an odd one."""
    found = list(VALUE.finditer(text))
    if not found:
        return text
    chosen = random.choice(found)
    other = random.choice((random.choice(ODD), random.choice(found).group()))
    return text[: chosen.start()] + other + text[chosen.end() :]


def keys_swapped(random: Random, text: str) -> str:
    """Some key is another key of the file, or misspelt."""
    found = list(KEY.finditer(text))
    if not found:
        return text
    chosen, other = random.choice(found), random.choice(found).group()
    new = random.choice((other, chosen.group()[:-1], f"{chosen.group()}x", random.choice(ODD)))
    return text[: chosen.start()] + new + text[chosen.end() :]


def lines_changed(random: Random, text: str) -> str:
    """Some lines are deleted, repeated, moved, or indented otherwise."""
    lines = text.splitlines(keepends=True) or [""]
    start = random.randrange(len(lines))
    end = min(len(lines), start + random.choice((1, 1, 3, 20)))
    block = lines[start:end]
    match random.choice(("delete", "repeat", "move", "in", "out", "tab")):
        case "delete":
            lines[start:end] = []
        case "repeat":
            lines[end:end] = block
        case "move":
            lines[start:end] = []
            place = random.randrange(len(lines) + 1)
            lines[place:place] = block
        case "in":
            lines[start:end] = [f"  {line}" for line in block]
        case "out":
            lines[start:end] = [line.removeprefix("  ") for line in block]
        case "tab":
            lines[start:end] = [f"\t{line}" for line in block]
    return "".join(lines)


def structure_changed(random: Random, text: str) -> str:
    """Something is put in that changes how the rest is read."""
    place = random.randrange(len(text) + 1)
    part = random.choice(
        (
            *("\n---\n", "\n...\n", "\n---\na: b\n", "%YAML 1.1\n---\n", "\n? ", "\n- ", "\n: ", "[" * 10_000),
            *("{a: " * 10_000, "- " * 10_000, "\n" + "".join(" " * n + "a:\n" for n in range(200)), "\0", "\r", "\t"),
            *("{", "}", "[", "]", "'", '"', "&a ", "*a ", "!!map ", "<<: *a\n", "\n" * 1_000, "a" * 100_000, ODD[-9]),
        )
    )
    return random.choice((text[:place] + part + text[place:], part + text, text + part, text[:place]))


def bytes_changed(random: Random, data: bytes) -> bytes:
    """Some bytes are others, or the whole is encoded otherwise."""
    found = bytearray(data)
    for _ in range(random.choice((1, 1, 5))):
        place = random.randrange(len(found) + 1)
        new = bytes(
            [random.choice((0, 9, 10, 13, 32, 0x22, 0x3A, 0x7B, 0x80, 0xC3, 0xE4, 0xFF, random.randrange(256)))]
        )
        found[place : place + random.choice((0, 1, 1, 3))] = random.choice((new, b"", new * 3))
    text = data.decode()
    encoded = (text.encode("utf-16"), text.encode("utf-16-le"), text.encode("utf-8-sig"), text.encode("gb18030"), b"")
    return random.choice((bytes(found), bytes(found), bytes(found), random.choice(encoded)))


TEXT_CHANGES: tuple[Callable[[Random, str], str], ...] = (
    *(values_replaced, values_replaced, values_replaced),
    *(keys_swapped, keys_swapped, lines_changed, lines_changed, structure_changed),
)


def damaged(random: Random, text: str) -> bytes:
    """`text` with one to three things wrong, or nothing."""
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        text = random.choice(TEXT_CHANGES)(random, text)
    data = text.encode()
    return bytes_changed(random, data) if random.random() < 0.15 else data


def assert_places_exist(error: InputError, texts: Mapping[str, bytes], folders: Iterable[Path] = ()) -> None:
    """Every problem has a place in one of `texts`, or is about one of them (or of `folders`) as a whole."""
    assert error.problems
    for problem in error.problems:
        problem.render("zh")
        place = problem.position
        if place.file in [str(folder) for folder in folders]:
            continue
        lines = LINE_BREAK.split(texts[place.file].decode("utf-8-sig", "replace"))
        if problem.code == "yaml_syntax" and lines[-1]:
            lines.append("")  # the parser's end of a file is the line after the last
        assert 0 <= place.line <= len(lines), problem.render()
        assert place.column <= (len(lines[place.line - 1]) + 1 if place.line else 0), problem.render()


@dataclass
class Shipped:
    """A copy of the shipped folders, of which one file at a time is damaged; the others are parsed once."""

    folder: Path
    texts: dict[str, bytes]
    nodes: dict[str, Node | None]

    def parse(self, text: str, name: str, problems: Problems, expected: str) -> Node | None:
        """Stands for the loader's parser: knows the files that are as they were."""
        if self.texts.get(name) == text.encode():
            return self.nodes[name]
        return parse(text, name, problems, expected)

    def load_with(self, name: str, data: bytes) -> Rulebook | None:
        """Load with other bytes in one file; None where it is refused."""
        Path(name).write_bytes(data)
        started = time.monotonic()
        try:
            return load_rulebook(self.folder / "rules", self.folder / "catalogue")
        except InputError as error:
            assert_places_exist(error, {**self.texts, name: data}, (self.folder / "rules", self.folder / "catalogue"))
            return None
        finally:
            Path(name).write_bytes(self.texts[name])
            assert time.monotonic() - started < SECONDS


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for files that are written again for every example."""
    return tmp_path_factory.mktemp("damaged")


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterable[Shipped]:
    folder = tmp_path_factory.mktemp("shipped")
    texts: dict[str, bytes] = {}
    for name in ("rules", "catalogue"):
        shutil.copytree(default_folder(name), folder / name)
        texts |= {str(path): path.read_bytes() for path in yaml_files(folder / name)}
    nodes = {name: parse(text.decode(), name, Problems(), "data") for name, text in texts.items()}
    found = Shipped(folder, texts, nodes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files_module, "parse", found.parse)
        yield found


@settings(max_examples=examples(400))
@given(random=RANDOM)
def test_damaged_rules_and_catalogue(shipped: Shipped, random: Random) -> None:
    name = random.choice(sorted(shipped.texts))
    data = damaged(random, shipped.texts[name].decode())
    note(f"{name}:\n{data!r:.5000}")
    shipped.load_with(name, data)


@settings(max_examples=examples(200))
@given(random=RANDOM)
def test_what_is_loaded_can_be_used(shipped: Shipped, random: Random) -> None:
    name = random.choice([name for name in sorted(shipped.texts) if "lists" not in Path(name).parts])
    data = random.choice((values_replaced, keys_swapped))(random, shipped.texts[name].decode()).encode()
    note(f"{name}:\n{data!r:.5000}")
    rulebook = shipped.load_with(name, data)
    if rulebook is not None:
        decider = Decider(rulebook, "reference")
        for question in rulebook.questions:
            facts = consistent(rulebook, Maker(rulebook, Random(1)).fact_set(question))
            assert decision_json(decider.decide(facts.case(rulebook)))


MISTAKES = {
    "unknown-conclusion": ("3-4-procedure.yaml", "{holds: verification-overdue}", "{holds: verification-overdu}"),
    "lookup-of-an-unknown-fact": ("questions.yaml", "document_kind: item.kind}", "document_kind: item.kin}"),
    "territory-that-is-no-yes-or-no": ("questions.yaml", "territory: unit.in_city", "territory: unit.kind"),
    "assumption-that-is-no-yes-or-no": ("questions.yaml", "  findings.public_safety: false", "  unit.kind: false"),
    "assumption-of-an-unknown-route": ("questions.yaml", "        route: pledge", "        route: pledg"),
    "field-of-a-record-as-a-fact": ("questions.yaml", "      - applicant.willing", "      - listing.route"),
    "provision-without-id": ("3-4-procedure.yaml", "- provision: verification/3.1", "- provison: verification/3.1"),
}


@pytest.mark.parametrize(("file", "old", "new"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes(shipped: Shipped, file: str, old: str, new: str) -> None:
    (name,) = [name for name in shipped.texts if Path(name).name == file]
    text = shipped.texts[name].decode()
    assert old in text
    assert shipped.load_with(name, text.replace(old, new, 1).encode()) is None


@pytest.mark.parametrize("question", QUESTIONS)
@settings(max_examples=examples(250))
@given(random=RANDOM)
def test_damaged_case_files(reference: Decider, folder: Path, question: str, random: Random) -> None:
    rulebook = reference.rulebook
    maker = Maker(rulebook, Random(random.randrange(20)))
    facts = consistent(rulebook, maker.fact_set(question, jurisdiction=random.choice(("", "jinhua"))))
    data = damaged(random, facts.text(nested=random.random() < 0.5))
    note(f"{data!r:.5000}")
    path = folder / f"{question}.yaml"
    path.write_bytes(data)
    started = time.monotonic()
    try:
        case = build_case(rulebook, Asked(question, facts.as_of, files=(path,), parameters=True))
    except InputError as error:
        assert_places_exist(error, {str(path): data})
    else:
        assert decision_json(reference.decide(case))
    assert time.monotonic() - started < SECONDS


@settings(max_examples=examples(150))
@given(random=RANDOM)
def test_damaged_golden_cases(reference: Decider, folder: Path, random: Random) -> None:
    path = folder / "rules" / "damaged" / "cases" / "cases.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    data = damaged(random, random.choice(GOLDEN).read_text(encoding="utf-8"))
    note(f"{data!r:.5000}")
    path.write_bytes(data)
    started = time.monotonic()
    try:
        cases = load_cases(folder / "rules", reference.rulebook)
    except InputError as error:
        assert_places_exist(error, {str(path): data})
    else:
        for golden in cases:
            run_case(reference, golden)
    assert time.monotonic() - started < SECONDS


@pytest.mark.parametrize("limit", [800_000, 10**18 - 1])
def test_huge_numbers(reference: Decider, limit: int) -> None:
    text = f"verification: {{requested: true, limit: {limit}}}\n"
    node = parse(text, "case.yaml", Problems(), "facts")
    assert node is not None
    case = build_case(reference.rulebook, Asked("verification", date(2019, 6, 3), nodes=(node,)))
    assert decision_json(reference.decide(case))


def test_end_of_a_file_without_a_line_break(reference: Decider, folder: Path) -> None:
    path = folder / "unfinished.yaml"
    path.write_text("unit: {in_city: true", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        build_case(reference.rulebook, Asked("route", date(2019, 6, 3), files=(path,)))
    assert caught.value.problems[0].position.line == 1


def test_many_mistakes_are_found_soon(reference: Decider, folder: Path) -> None:
    path = folder / "many.yaml"
    started = time.monotonic()
    for text in ("".join(f"fact{n}: 1\n" for n in range(20_000)), f"a: [{'&a x,' * 20_000} x]\n", "a: 1\n" * 20_000):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputError):
            build_case(reference.rulebook, Asked("route", date(2019, 6, 3), files=(path,)))
    assert time.monotonic() - started < SECONDS


def test_the_end_of_all_days(reference: Decider) -> None:
    text = "parameters: {accountability_in_force_from: 9999-06-01}\nsubjects: [{id: a}]\n"
    node = parse(text, "case.yaml", Problems(), "facts")
    assert node is not None
    case = build_case(reference.rulebook, Asked("case", date.max, nodes=(node,), parameters=True))
    assert decision_json(reference.decide(case))
