"""Writes folders with many times the shipped rules and list entries, as files that are loaded like any others."""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection
from pathlib import Path

from nocert_rules.rulebook.load.folders import default_folder
from nocert_rules.rulebook.model.rulebook import Rulebook

_OF_RULES = "id|meets|exception_to"
_OF_CONCLUSIONS = "then|holds|leaves_open|conclusion|opposes"
_ENTRY = re.compile(r"^ +- entry: .*\n(?:(?! *- (?:entry|list): ).*\n)*", re.MULTILINE)


def write_grown(
    folder: Path, rulebook: Rulebook, rules: int = 1, entries: int = 1, same_conclusions: bool = False
) -> None:
    """Write `folder`/rules and `folder`/catalogue with `rules` times the rules and `entries` times the list entries.

    Copied rules conclude conclusions of their own, so that no question asks for them; with `same_conclusions`
    they conclude what the originals do, so that every question has that many times the rules to decide.
    """
    for name in ("rules", "catalogue"):
        shutil.copytree(default_folder(name), folder / name)
    for number in range(1, rules):
        _copy_rules(folder, rulebook, number, same_conclusions)
    for path in sorted((folder / "catalogue" / "lists").glob("*.yaml")):
        path.write_text(_with_copies(path.read_text("utf-8"), entries), "utf-8")


def _copy_rules(folder: Path, rulebook: Rulebook, number: int, same_conclusions: bool) -> None:
    names = {*rulebook.rules, *rulebook.computed, *rulebook.definitions}
    keys = _OF_RULES
    if not same_conclusions:
        names |= {*rulebook.conclusions}
        keys += "|" + _OF_CONCLUSIONS
        for path in sorted(default_folder("catalogue").glob("*.yaml")):
            text = path.read_text("utf-8")
            if re.search(r"^conclusions:", text, re.MULTILINE):
                copied = _renamed(text, keys, names, number)
                (folder / "catalogue" / f"copy{number}-{path.name}").write_text(copied, "utf-8")
    for document in rulebook.documents:
        copy = folder / "rules" / f"copy{number}-{document}"
        copy.mkdir()
        for path in sorted(default_folder("rules").joinpath(document).glob("*.yaml")):
            if path.name != "invariants.yaml":
                text = re.sub(
                    r"(\bprovision: |^  id: )(?=[a-z])", rf"\1copy{number}-", path.read_text("utf-8"), flags=re.M
                )
                (copy / path.name).write_text(_renamed(text, keys, names, number), "utf-8")


def _renamed(text: str, keys: str, names: Collection[str], number: int) -> str:
    """`text` with every one of `names` under `keys` marked as copy `number`; computed values are so everywhere."""
    known = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    name = rf"(?<![\w./-])(?:{known})(?![\w./-])"
    named = rf"\b(?:{keys}): (?:\[[^\]]*\]|[^\s,}}]+)"
    marked = re.sub(named, lambda found: re.sub(name, lambda n: _copy_name(n[0], number), found[0]), text)
    dotted = rf"(?<![\w./-])(?:{'|'.join(re.escape(n) for n in names if '.' in n)})(?=[}}:])"
    return re.sub(dotted, lambda found: _copy_name(found[0], number), marked)


def _copy_name(name: str, number: int) -> str:
    """The name of a copy; a dotted name keeps its group."""
    group, dot, last = name.rpartition(".")
    return f"{group}{dot}copy{number}_{last}" if dot else f"copy{number}-{name}"


def _with_copies(text: str, times: int) -> str:
    """A file of lists with every entry `times` times, under further ids and names."""

    def repeat(found: re.Match[str]) -> str:
        copies = [found[0]]
        for number in range(1, times):
            copy = re.sub(r"(- entry: \S+)", rf"\1-copy{number}", found[0])
            copies.append(re.sub(r"^( +certificate: )(\"?)", rf"\1\2第{number}份", copy, flags=re.MULTILINE))
        return "".join(copies)

    return _ENTRY.sub(repeat, text if text.endswith("\n") else text + "\n")
