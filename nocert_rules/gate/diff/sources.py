"""Where a rulebook to be compared comes from: a folder, or a revision of the git repository one works in."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from nocert_rules.render.words import pick
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import InputError, NocertError, Position, Problem
from nocert_rules.words.messages import Language

PARTS = ("rules", "catalogue")
_WORDS: dict[str, tuple[str, str]] = {
    "no_repository": (
        "既不是文件夹，当前位置也不在 git 仓库中；应为含 `rules` 和 `catalogue` 的文件夹，或 git 版本",
        "no folder, and there is no git repository here; expected a folder with `rules` and `catalogue`, or a revision",
    ),
    "no_git": ("既不是文件夹，也没有安装 git；应为文件夹", "no folder, and git is not installed; expected a folder"),
    "no_revision": (
        "既不是文件夹，也不是 git 版本；应为含 `rules` 和 `catalogue` 的文件夹，或 git 版本",
        "neither a folder nor a git revision; expected a folder with `rules` and `catalogue`, or a revision",
    ),
    "no_rulebook": (
        "不含 `rules` 和 `catalogue`；两者都应有",
        "holds no `rules` and `catalogue`; expected both",
    ),
}


class NoRulebook(NocertError):
    """What was named is neither a folder with a rulebook nor a revision that holds one."""

    status = 2

    def __init__(self, name: str, reason: str) -> None:
        self.name, self.reason = name, reason
        super().__init__(f"{name}: {_WORDS[reason][1]}")

    def lines(self, language: Language = "en") -> tuple[str, ...]:
        """What was named and what was expected, in one line."""
        return (f"{self.name}: {pick(_WORDS[self.reason], language)}",)


@dataclass(frozen=True, eq=False)
class Side:
    """One of the two rulebooks, under the name the user gave it."""

    name: str
    rulebook: Rulebook

    def place(self, position: Position) -> Position:
        """A position in its files, as the user would name it."""
        return position


@dataclass(frozen=True, eq=False)
class _Unpacked(Side):
    """A rulebook that was unpacked into a folder which is gone by now."""

    folder: str

    def place(self, position: Position) -> Position:
        return _renamed(position, self.folder, self.name)


@contextmanager
def opened(name: str) -> Iterator[Path]:
    """The folder of a rulebook named by folder or revision; that of a revision is there only as long as asked for.

    A revision may be followed by `:FOLDER`, as git writes it. Raises NoRulebook.
    """
    if Path(name).is_dir():
        if not all((Path(name) / part).is_dir() for part in PARTS):
            raise NoRulebook(name, "no_rulebook")
        yield Path(name)
        return
    content = _archive(name)
    with TemporaryDirectory(prefix="nocert-") as folder:
        _unpack(content, Path(folder))
        if not all((Path(folder) / part).is_dir() for part in PARTS):
            raise NoRulebook(name, "no_rulebook")
        yield Path(folder)


def load_side(name: str) -> Side:
    """The rulebook of a folder or revision; raises NoRulebook, and InputError with places as the user names them."""
    with opened(name) as folder:
        unpacked = str(folder) != name and not Path(name).is_dir()
        try:
            rulebook = load_rulebook(folder / "rules", folder / "catalogue")
        except InputError as error:
            if not unpacked:
                raise
            raise InputError(tuple(_placed(problem, str(folder), name) for problem in error.problems)) from None
        return _Unpacked(name, rulebook, str(folder)) if unpacked else Side(name, rulebook)


def _placed(problem: Problem, folder: str, name: str) -> Problem:
    details = tuple((key, value.replace(f"{folder}/", f"{name}:")) for key, value in problem.details)
    return replace(problem, position=_renamed(problem.position, folder, name), details=details)


def _renamed(position: Position, folder: str, name: str) -> Position:
    return replace(position, file=position.file.replace(f"{folder}/", f"{name}:"))


def _archive(name: str) -> bytes:
    """The rulebook's files at a revision as a tar file: of the working folder if it holds them, else of the top."""
    if name.startswith("-") or not name:
        raise NoRulebook(name, "no_revision")
    try:
        inside = _git("rev-parse", "--show-toplevel")
    except FileNotFoundError:
        raise NoRulebook(name, "no_git") from None
    if inside.returncode != 0:
        raise NoRulebook(name, "no_repository")
    if _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{tree}}").returncode != 0:
        raise NoRulebook(name, "no_revision")
    top = inside.stdout.decode(errors="replace").rstrip("\n")
    for folder in (".", top):
        found = _git("-C", folder, "archive", "--format=tar", name, "--", *PARTS)
        if found.returncode == 0:
            return found.stdout
    raise NoRulebook(name, "no_rulebook")


def _git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["git", *arguments], capture_output=True, check=False)


def _unpack(content: bytes, folder: Path) -> None:
    """Write the YAML files of a tar file under `folder`; nothing else in it is looked at."""
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        for member in archive:
            path = PurePosixPath(member.name)
            stream = archive.extractfile(member) if member.isfile() and path.suffix == ".yaml" else None
            if stream is not None and not path.is_absolute() and ".." not in path.parts:
                target = folder.joinpath(*path.parts)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(stream.read())
