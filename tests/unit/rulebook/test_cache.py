"""The cache of loaded rulebooks: what comes out is what went in, and whatever else lies there is not taken."""

from __future__ import annotations

import errno
import os
import pickle
import shutil
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from hashlib import sha256
from pathlib import Path
from typing import cast

import pytest

from nocert_rules.rulebook.load import cache
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.load.cache import ENDING, MOST_FILES, cache_folder, cached_rulebook
from nocert_rules.rulebook.load.frozen import NotReadable, freeze, thaw
from nocert_rules.rulebook.model.calendar import LIBRARY_FOLDER
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import InputError
from tests.support.process import ROOT, run

BASE = ROOT / "tests" / "lint" / "fixtures" / "base"
SMALL = (BASE / "rules", BASE / "catalogue")
LABEL = "get a licence"
ROUTE = ("route", "--item", "近3年安全驾驶情况证明", "--jurisdiction", "jinhua", "--on", "2019-06-03")


def only_file(folder: Path) -> Path:
    (found,) = folder.iterdir()
    return found


def same(one: Rulebook, other: Rulebook) -> bool:
    return all(getattr(one, field.name) == getattr(other, field.name) for field in fields(Rulebook))


def forbid(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on nothing may be read from YAML."""

    def fail(*_: object) -> None:
        raise AssertionError("the YAML was read")

    monkeypatch.setattr("nocert_rules.rulebook.load.assemble.read_sections", fail)


@pytest.fixture(scope="module")
def small() -> Rulebook:
    return load_rulebook(*SMALL)


@pytest.fixture
def keep(tmp_path: Path) -> Path:
    """A cache folder that is not there yet."""
    return tmp_path / "cache" / "nocert-rules"


def test_what_comes_out_is_what_went_in(rulebook: Rulebook, small: Rulebook) -> None:
    for book in (rulebook, small):
        text = freeze(book)
        assert same(thaw(text), book)
        assert freeze(thaw(text)) == text


def test_the_second_time_no_yaml_is_read(keep: Path, monkeypatch: pytest.MonkeyPatch, small: Rulebook) -> None:
    assert same(cached_rulebook(*SMALL, keep), small)
    forbid(monkeypatch)
    assert same(cached_rulebook(*SMALL, keep), small)
    with pytest.raises(AssertionError, match="the YAML was read"):
        cached_rulebook(*SMALL, None)


def signed(place: Path, text: bytes) -> bytes:
    """`text` behind the digest that a file at `place` has."""
    return sha256(place.stem.encode() + b"\n" + text).hexdigest().encode() + b"\n" + text


def other_fields(place: Path) -> bytes:
    return signed(place, place.read_bytes().partition(b"\n")[2].replace(b'"digest"', b'"sum"', 1))


SPOILT: dict[str, Callable[[Path], bytes]] = {
    "empty": lambda _: b"",
    "cut off": lambda place: place.read_bytes()[:-1],
    "a letter changed": lambda place: place.read_bytes().replace(LABEL.encode(), b"got a licence", 1),
    "the digest of another name": lambda place: signed(Path("another"), place.read_bytes().partition(b"\n")[2]),
    "not text": lambda place: signed(place, b"\xff\xfe"),
    "not JSON": lambda place: signed(place, b"(1, 2)"),
    "other JSON": lambda place: signed(place, b'{"classes": [], "rows": []}'),
    "a list": lambda place: signed(place, b"[1]"),
    "deep JSON": lambda place: signed(place, b"[" * 100_000),
    "another object": lambda place: signed(place, b'{"classes": [["Label", ["zh", "en"]]], "rows": [[0, "a", "b"]]}'),
    "an unknown class": lambda place: signed(place, b'{"classes": [["Popen", ["args"]]], "rows": [[0, "id"]]}'),
    "other fields": other_fields,
    "a pickle": lambda place: signed(place, pickle.dumps(print)),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_what_is_not_right_is_not_taken(keep: Path, small: Rulebook, spoil: Callable[[Path], bytes]) -> None:
    cached_rulebook(*SMALL, keep)
    place = only_file(keep)
    good = place.read_bytes()
    bad = spoil(place)
    assert bad != good
    place.write_bytes(bad)
    assert same(cached_rulebook(*SMALL, keep), small)
    assert only_file(keep) == place and place.read_bytes() == good


def test_a_folder_in_the_place_of_the_file_is_left_alone(keep: Path, small: Rulebook) -> None:
    cached_rulebook(*SMALL, keep)
    place = only_file(keep)
    place.unlink()
    place.mkdir()
    assert same(cached_rulebook(*SMALL, keep), small)
    assert only_file(keep) == place and place.is_dir()


def test_a_reference_to_a_later_row_is_refused() -> None:
    with pytest.raises(NotReadable):
        thaw('{"classes": [["Label", ["zh", "en"]]], "rows": [[0, [1], "b"], [0, "a", "b"]]}')


def test_what_the_model_has_no_place_for_is_not_written(small: Rulebook) -> None:
    with pytest.raises(TypeError, match="float has no place"):
        freeze(replace(small, digest=cast(str, 0.5)))


@pytest.fixture
def copied(tmp_path: Path) -> tuple[Path, Path]:
    """The rules and the catalogue of a small rulebook, to change."""
    shutil.copytree(BASE, tmp_path / "book")
    return tmp_path / "book" / "rules", tmp_path / "book" / "catalogue"


def edit(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")


def test_a_changed_file_is_read_anew(copied: tuple[Path, Path], keep: Path) -> None:
    cached_rulebook(*copied, keep)
    edit(copied[1] / "conclusions.yaml", LABEL, "another label")
    after = cached_rulebook(*copied, keep)
    assert "another label" in {each.label.en for each in after.conclusions.values()}
    assert len(list(keep.iterdir())) == 2


def test_positions_name_the_folders_that_were_given(
    copied: tuple[Path, Path], keep: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cached_rulebook(*copied, keep)
    monkeypatch.chdir(copied[0].parent)
    found = cached_rulebook(Path("rules"), Path("catalogue"), keep)
    assert {each.position.file for each in found.conclusions.values()} == {str(Path("catalogue", "conclusions.yaml"))}


def test_a_file_that_changes_while_it_is_read_is_not_kept(
    copied: tuple[Path, Path], keep: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(rules: Path, catalogue: Path) -> Rulebook:
        edit(catalogue / "conclusions.yaml", LABEL, "another label")
        return load_rulebook(rules, catalogue)

    monkeypatch.setattr("nocert_rules.rulebook.load.assemble.load_rulebook", slowly)
    cached_rulebook(*copied, keep)
    assert not keep.exists()


def test_names_that_are_no_text_are_kept_too(keep: Path, small: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = replace(small, digest="\udcff")
    monkeypatch.setattr("nocert_rules.rulebook.load.assemble.load_rulebook", lambda *_: odd)
    cached_rulebook(*SMALL, keep)
    assert only_file(keep)
    monkeypatch.undo()
    forbid(monkeypatch)
    assert same(cached_rulebook(*SMALL, keep), odd)


def test_what_has_problems_is_told_each_time_and_not_kept(copied: tuple[Path, Path], keep: Path) -> None:
    (copied[0] / "wrong.yaml").write_text("nothing: of the kind\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(InputError, match="nothing"):
            cached_rulebook(*copied, keep)
    assert not keep.exists()


def test_a_missing_folder_is_told_as_without_a_cache(tmp_path: Path, keep: Path) -> None:
    for place in (keep, None):
        with pytest.raises(InputError, match="nowhere"):
            cached_rulebook(tmp_path / "nowhere", None, place)


def test_only_a_few_are_kept_and_those_in_use_stay(
    copied: tuple[Path, Path], keep: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep.mkdir(0o700, parents=True)
    for number in range(MOST_FILES + 3):
        old = keep / f"{number}{ENDING}"
        old.write_bytes(b"")
        os.utime(old, (number, number))
    cached_rulebook(*copied, keep)
    kept = {path.name for path in keep.iterdir()}
    assert len(kept) == MOST_FILES and f"{MOST_FILES + 2}{ENDING}" in kept and f"0{ENDING}" not in kept
    ours = next(path for path in keep.iterdir() if path.stem not in map(str, range(MOST_FILES + 3)))
    os.utime(ours, (0, 0))
    cached_rulebook(*copied, keep)
    edit(copied[1] / "conclusions.yaml", LABEL, "another label")
    cached_rulebook(*copied, keep)
    assert ours.exists() and len(list(keep.iterdir())) == MOST_FILES


def test_another_version_of_the_program_keeps_its_own(keep: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cached_rulebook(*SMALL, keep)
    (old,) = keep.iterdir()
    old.write_bytes(b"")
    monkeypatch.setattr(cache, "VERSION", "99")
    cached_rulebook(*SMALL, keep)
    assert len(list(keep.iterdir())) == 2 and old.read_bytes() == b""


def test_another_calendar_of_the_library_is_held_against_anew(
    keep: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cached_rulebook(*SMALL, keep)
    other = tmp_path / "library"
    shutil.copytree(LIBRARY_FOLDER, other)
    monkeypatch.setattr(cache, "LIBRARY_FOLDER", other)
    edit(other / "constants.py", "2026", "2027")
    cached_rulebook(*SMALL, keep)
    assert len(list(keep.iterdir())) == 2


def test_only_the_user_may_read_and_write_it(keep: Path) -> None:
    before = os.umask(0)
    try:
        cached_rulebook(*SMALL, keep)
    finally:
        os.umask(before)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (keep, only_file(keep))] == [0o700, 0o600]


def test_what_others_may_write_is_not_taken(keep: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cached_rulebook(*SMALL, keep)
    place = only_file(keep)
    place.chmod(0o620)
    forbid(monkeypatch)
    with pytest.raises(AssertionError, match="the YAML was read"):
        cached_rulebook(*SMALL, keep)
    place.chmod(0o600)
    keep.chmod(0o777)
    with pytest.raises(AssertionError, match="the YAML was read"):
        cached_rulebook(*SMALL, keep)
    keep.chmod(0o700)
    cached_rulebook(*SMALL, keep)
    monkeypatch.undo()
    place.chmod(0o620)
    cached_rulebook(*SMALL, keep)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600


def test_a_folder_of_another_user_is_neither_read_nor_written(
    copied: tuple[Path, Path], keep: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cached_rulebook(*copied, keep)
    before = only_file(keep).stat()
    monkeypatch.setattr("os.geteuid", lambda: keep.stat().st_uid + 1)
    cached_rulebook(*copied, keep)
    edit(copied[1] / "conclusions.yaml", LABEL, "another label")
    cached_rulebook(*copied, keep)
    assert only_file(keep).stat() == before


FAILING = {
    "a file in the place of the folder": "pathlib.Path.mkdir",
    "a folder that is only to be read": "os.open",
    "a full disk": "pathlib.Path.replace",
}


@pytest.mark.parametrize("failing", FAILING.values(), ids=FAILING)
def test_where_nothing_can_be_kept_everything_works(
    keep: Path, small: Rulebook, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    keep.mkdir(0o700, parents=True)
    monkeypatch.setattr(failing, refuse)
    assert same(cached_rulebook(*SMALL, keep), small)
    assert not list(keep.iterdir())


def test_where_it_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("NOCERT_NO_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("HOME", str(tmp_path))
    usual = tmp_path / ".cache" / "nocert-rules"
    assert cache_folder() == usual
    monkeypatch.setenv("XDG_CACHE_HOME", "not/from/the/root")
    assert cache_folder() == usual
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache_folder() == tmp_path / "xdg" / "nocert-rules"
    monkeypatch.setenv("NOCERT_NO_CACHE", "1")
    assert cache_folder() is None


@pytest.mark.parametrize("more", [(), ("--format", "json"), ("--trace", "--why")], ids=str)
def test_commands_write_the_same_with_and_without(tmp_path: Path, more: tuple[str, ...]) -> None:
    kept = {"XDG_CACHE_HOME": str(tmp_path), "NOCERT_NO_CACHE": ""}
    first, second = (run(*ROUTE, *more, env=kept) for _ in range(2))
    assert only_file(tmp_path / "nocert-rules").is_file()
    others = (
        run(*ROUTE, *more, "--no-cache", env=kept | {"XDG_CACHE_HOME": str(tmp_path / "none")}),
        run(*ROUTE, *more, env=kept | {"XDG_CACHE_HOME": str(tmp_path / "none"), "NOCERT_NO_CACHE": "1"}),
        run(*ROUTE, *more, env=kept | {"XDG_CACHE_HOME": os.devnull}),
    )
    assert first.stdout
    assert {(each.status, each.stdout, each.stderr) for each in (first, second, *others)} == {
        (first.status, first.stdout, "")
    }
    assert not (tmp_path / "none").exists()


def test_processes_at_once_answer_the_same_and_keep_one_file(tmp_path: Path) -> None:
    kept = {"XDG_CACHE_HOME": str(tmp_path), "NOCERT_NO_CACHE": ""}
    with ThreadPoolExecutor(4) as pool:
        found = [*pool.map(lambda _: run(*ROUTE, env=kept), range(8))]
    assert {(each.status, each.stdout, each.stderr) for each in found} == {(found[0].status, found[0].stdout, "")}
    assert only_file(tmp_path / "nocert-rules").suffix == ENDING


def test_threads_that_write_and_remove_at_once(tmp_path: Path, keep: Path) -> None:
    books: list[tuple[Path, Path]] = []
    for number in range(MOST_FILES + 4):
        folder = tmp_path / str(number)
        shutil.copytree(BASE, folder)
        edit(folder / "catalogue" / "conclusions.yaml", LABEL, f"label {number}")
        books.append((folder / "rules", folder / "catalogue"))
    with ThreadPoolExecutor(8) as pool:
        found = [*pool.map(lambda pair: cached_rulebook(pair[0], pair[1], keep), books * 3)]
    for number, book in enumerate(found):
        assert f"label {number % len(books)}" in {each.label.en for each in book.conclusions.values()}
    assert len(list(keep.iterdir())) <= MOST_FILES
    assert {path.suffix for path in keep.iterdir()} == {ENDING}


def test_the_loader_alone_knows_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    forbid(monkeypatch)
    with pytest.raises(AssertionError, match="the YAML was read"):
        load_rulebook()
