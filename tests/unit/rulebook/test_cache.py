"""The cache of loaded rulebooks: what comes out is what went in, and whatever else lies there is not taken."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import fields
from hashlib import sha256
from pathlib import Path

import pytest

from nocert_rules.rulebook.load import cache
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.load.cache import MOST_FILES, cache_folder, cached_rulebook
from nocert_rules.rulebook.load.folders import default_folder
from nocert_rules.rulebook.load.frozen import NotReadable, freeze, thaw
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import InputError
from tests.support.process import run

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


def test_what_comes_out_is_what_went_in(rulebook: Rulebook) -> None:
    text = freeze(rulebook)
    assert same(thaw(text), rulebook)
    assert freeze(thaw(text)) == text


def test_the_second_time_no_yaml_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rulebook: Rulebook) -> None:
    assert same(cached_rulebook(None, None, tmp_path), rulebook)
    forbid(monkeypatch)
    assert same(cached_rulebook(None, None, tmp_path), rulebook)
    with pytest.raises(AssertionError, match="the YAML was read"):
        cached_rulebook(None, None, None)


def with_digest(text: bytes) -> bytes:
    return sha256(text).hexdigest().encode() + b"\n" + text


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut off": lambda data: data[:-1],
    "a letter changed": lambda data: data.replace("金华".encode(), "全华".encode(), 1),
    "not text": lambda _: with_digest(b"\xff\xfe"),
    "not JSON": lambda _: with_digest(b"(1, 2)"),
    "other JSON": lambda _: with_digest(b'{"classes": [], "rows": []}'),
    "deep JSON": lambda _: with_digest(b"[" * 100_000),
    "another object": lambda _: with_digest(b'{"classes": [["Label", ["zh", "en"]]], "rows": [[0, "a", "b"]]}'),
    "an unknown class": lambda _: with_digest(b'{"classes": [["Popen", ["args"]]], "rows": [[0, "id"]]}'),
    "other fields": lambda data: with_digest(data.partition(b"\n")[2].replace(b'"digest"', b'"sum"', 1)),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_what_is_not_right_is_not_taken(tmp_path: Path, rulebook: Rulebook, spoil: Callable[[bytes], bytes]) -> None:
    cached_rulebook(None, None, tmp_path)
    place = only_file(tmp_path)
    good = place.read_bytes()
    place.write_bytes(spoil(good))
    assert same(cached_rulebook(None, None, tmp_path), rulebook)
    assert only_file(tmp_path) == place and place.read_bytes() == good


def test_a_reference_to_a_later_row_is_refused() -> None:
    with pytest.raises(NotReadable):
        thaw('{"classes": [["Label", ["zh", "en"]]], "rows": [[0, [1], "b"], [0, "a", "b"]]}')


def copies(folder: Path) -> tuple[Path, Path]:
    for name in ("rules", "catalogue"):
        shutil.copytree(default_folder(name), folder / name)
    return folder / "rules", folder / "catalogue"


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    rules, catalogue = copies(tmp_path)
    keep = tmp_path / "keep"
    before = cached_rulebook(rules, catalogue, keep)
    changed = next(path for path in sorted(rules.rglob("*.yaml")) if "label:" in path.read_text(encoding="utf-8"))
    changed.write_text(changed.read_text(encoding="utf-8") + "\n# a word\n", encoding="utf-8")
    assert same(cached_rulebook(rules, catalogue, keep), before)
    assert len(list(keep.iterdir())) == 2


def test_what_has_problems_is_told_each_time_and_not_kept(tmp_path: Path) -> None:
    rules, catalogue = copies(tmp_path)
    (rules / "wrong.yaml").write_text("nothing: of the kind\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(InputError, match="nothing"):
            cached_rulebook(rules, catalogue, tmp_path / "keep")
    assert not (tmp_path / "keep").exists()


def test_a_missing_folder_is_told_as_without_a_cache(tmp_path: Path) -> None:
    for keep in (tmp_path, None):
        with pytest.raises(InputError, match="nowhere"):
            cached_rulebook(tmp_path / "nowhere", None, keep)


def test_only_a_few_are_kept_and_the_newest_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(MOST_FILES + 3):
        old = tmp_path / f"{number}.rulebook.json"
        old.write_bytes(b"")
        os.utime(old, (number, number))
    cached_rulebook(None, None, tmp_path)
    kept = {path.name for path in tmp_path.iterdir()}
    assert len(kept) == MOST_FILES and f"{MOST_FILES + 2}.rulebook.json" in kept and "0.rulebook.json" not in kept
    forbid(monkeypatch)
    cached_rulebook(None, None, tmp_path)


def test_another_version_of_the_program_keeps_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cached_rulebook(None, None, tmp_path)
    monkeypatch.setattr(cache, "VERSION", "99")
    cached_rulebook(None, None, tmp_path)
    assert len(list(tmp_path.iterdir())) == 2


def test_where_nothing_can_be_kept_everything_works(tmp_path: Path, rulebook: Rulebook) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert same(cached_rulebook(None, None, tmp_path / "file" / "below"), rulebook)


def test_where_it_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("NOCERT_NO_CACHE", "NOCERT_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder() == tmp_path / ".cache" / "nocert-rules"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache_folder() == tmp_path / "xdg" / "nocert-rules"
    monkeypatch.setenv("NOCERT_CACHE", str(tmp_path / "own"))
    assert cache_folder() == tmp_path / "own"
    monkeypatch.setenv("NOCERT_NO_CACHE", "1")
    assert cache_folder() is None


@pytest.mark.parametrize("more", [(), ("--format", "json"), ("--trace", "--why")], ids=str)
def test_commands_write_the_same_with_and_without(tmp_path: Path, more: tuple[str, ...]) -> None:
    kept = {"NOCERT_CACHE": str(tmp_path / "kept"), "NOCERT_NO_CACHE": ""}
    first, second = (run(*ROUTE, *more, env=kept) for _ in range(2))
    without = run(*ROUTE, *more, "--no-cache", env=kept | {"NOCERT_CACHE": str(tmp_path / "none")})
    assert first.stdout and first.stdout == second.stdout == without.stdout
    assert only_file(tmp_path / "kept").is_file() and not (tmp_path / "none").exists()


def test_the_loader_alone_knows_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    forbid(monkeypatch)
    with pytest.raises(AssertionError, match="the YAML was read"):
        load_rulebook()
