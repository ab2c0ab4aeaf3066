"""The words by which a Chinese legal text commands, allows and forbids, and the clauses they stand in.

A word counts only where it is one: 响应, 相应 and 应用 are no 应, 需要 and 要求 no 要, 许可 no 可.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nocert_rules.rulebook.model.values import Modality

# tried in this order at every place: 不得 before 得, 不应当 before 应当
_STRONG: tuple[tuple[Modality, str], ...] = (
    ("must_not", "不得|不应当?|不准|不许|不可以|不予|不停止|不受|禁止|严禁|不能"),
    ("must", "应当|必须|务必|(?<!无)须(?!知)|(?<![响相对适供反感效呼照])应(?![用急对付邀届酬声变答])"),
    ("must", "(?<![需主重必首概摘紧扼不只])要(?![求素点件害约闻领么紧旨])"),
    ("may", "可以|有权|视情节|(?<![许认不])可(?![能靠行观见疑信持])"),
)
_WORDS = re.compile("|".join(f"(?P<m{number}>{pattern})" for number, (_, pattern) in enumerate(_STRONG)))
# what forbids by saying that there is no need; it binds nobody else
_NO_NEED = re.compile("无需|无须|不需要|不必|免(?=提交)")
# what commands without a verb of command: 由 names who has to act, the others say what is done
_BY = re.compile("由(?!于|此|来)")
_DECLARES = re.compile("予以|追究(?=[^，。；]*责任)|按照[^，。；]*规定(?:予以)?(?:执行|办理|处理)")
# what makes an exception to the clause before it: that clause's verb does not govern it
_EXCEPT = re.compile("除外|例外|除.+外")
_PIECE_ENDS = "，。；：！？,;:!?\n"
_SENTENCE_ENDS = "。；！？;!?\n"


@dataclass(frozen=True)
class Verb:
    """A word of command, permission or prohibition, and where it stands in its text."""

    word: str
    start: int
    modality: Modality


def verbs(text: str) -> Iterator[Verb]:
    """The words of command, permission and prohibition in `text`."""
    for match in _WORDS.finditer(text):
        yield Verb(match.group(), match.start(), _STRONG[int((match.lastgroup or "m0")[1:])][0])


def forbids_to_ask(text: str) -> bool:
    """Whether `text` says that there is no need (无需, 无须, 免): that can be a prohibition to ask for it."""
    return bool(_NO_NEED.search(text))


def declared(text: str) -> str:
    """What commands in a text without a verb of command: 由 at its beginning, 予以, 追究责任, 按照规定执行."""
    match = _BY.match(text) or _DECLARES.search(text)
    return match.group() if match else ""


def pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The clauses of `text`, between commas and the like, that touch the part from `start` to `end`."""
    return [piece for piece in _split(text, _PIECE_ENDS) if piece[0] < end and start < piece[1]]


def sentence(text: str, place: int) -> tuple[int, int]:
    """The sentence of `text`, between full stops and semicolons, in which `place` is."""
    return next((part for part in _split(text, _SENTENCE_ENDS) if part[0] <= place < part[1]), (0, len(text)))


def governing(text: str, start: int, end: int) -> tuple[Verb, ...]:
    """The verbs that govern the part of `text` from `start` to `end`.

    Those in the part itself; where it has none, those of the clauses it touches; then those of the nearest clause
    before it in the same sentence that has any. Verbs that only describe something (可以立即核验的事项) count where
    there are no others.
    """
    inside = tuple(verb for verb in verbs(text) if start <= verb.start < end)
    if inside or _EXCEPT.search(text, start, end):
        return tuple(verb for verb in inside if not _describes(text, verb)) or inside
    touched = pieces(text, start, end)
    first = touched[0][0] if touched else start
    last = touched[-1][1] if touched else end
    around = tuple(verb for verb in verbs(text) if first <= verb.start < last)
    if around:
        return around
    opening = sentence(text, start)[0]
    before = [verb for verb in verbs(text) if opening <= verb.start < first]
    if not before:
        return ()
    (nearest,) = pieces(text, before[-1].start, before[-1].start + 1)
    return tuple(verb for verb in before if nearest[0] <= verb.start < nearest[1])


def _describes(text: str, verb: Verb) -> bool:
    """Whether the verb stands in words that describe something: 的 follows in its clause."""
    ((_, end),) = pieces(text, verb.start, verb.start + 1)
    return "的" in text[verb.start : end]


def commands(text: str) -> Iterator[tuple[Verb, int, int]]:
    """Each verb of `text`, with the clause it stands in and those that follow without one."""
    found = list(verbs(text))
    parts = _split(text, _PIECE_ENDS)
    for number, (start, end) in enumerate(parts):
        own = [verb for verb in found if start <= verb.start < end]
        if own:
            stop = sentence(text, start)[1]
            for later_start, later_end in parts[number + 1 :]:
                if later_start >= stop or any(later_start <= verb.start < later_end for verb in found):
                    break
                end = later_end
            yield from ((verb, start, end) for verb in own)


def _split(text: str, marks: str) -> list[tuple[int, int]]:
    """The parts of `text` between `marks`, each with the mark that ends it."""
    found: list[tuple[int, int]] = []
    start = 0
    for place, char in enumerate(text):
        if char in marks:
            found.append((start, place + 1))
            start = place + 1
    if start < len(text):
        found.append((start, len(text)))
    return found
