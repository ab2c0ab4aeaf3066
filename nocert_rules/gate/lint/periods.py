"""Lints of time: periods of parameters, lists and documents, and the calendar of working days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, pairwise

from nocert_rules.engine.calendar import NEAR_END, last_day
from nocert_rules.gate.lint.book import Book, maps_in
from nocert_rules.gate.lint.model import Found, Lint
from nocert_rules.rulebook.load.nodes import MapNode
from nocert_rules.rulebook.model.calendar import LAST_DAY
from nocert_rules.rulebook.model.rules import Document
from nocert_rules.rulebook.model.values import Label, Scalar
from nocert_rules.words.errors import Position

_UNIT = "working_days"


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`, both included; None where it is open."""

    first: date | None
    last: date | None

    def text(self) -> str:
        """The period as it stands in a message."""
        return f"{self.first or ''}…{self.last or ''}"


@dataclass(frozen=True)
class Span:
    """Something with a period: what it is of, its name in messages, and where it begins and ends in a file."""

    subject: str
    period: Period
    position: Position
    until: Position


def meet(one: Period, other: Period) -> bool:
    """Whether two periods have a day in common."""
    return (one.last or date.max) >= (other.first or date.min) and (other.last or date.max) >= (one.first or date.min)


def period_overlap(book: Book) -> Iterator[Found]:
    """Two values of a parameter, two editions of a list or of a document, that count on the same day."""
    for spans in _series(book):
        for one, other in combinations(spans, 2):
            if meet(one.period, other.period):
                message = Label(
                    f"{other.subject} 的期间 {other.period.text()} 与 {one.period.text()} 重叠；各期间不应重叠",
                    f"the period {other.period.text()} of {other.subject} overlaps {one.period.text()}; "
                    "expected periods without a common day",
                )
                yield Found(other.position, message)


def period_gap(book: Book) -> Iterator[Found]:
    """Days between two values of a parameter, or two editions of a list or document, on which none counts."""
    for spans in _series(book):
        for one, other in pairwise(spans):
            if one.period.last and other.period.first and other.period.first > one.period.last + timedelta(days=1):
                first, last = one.period.last + timedelta(days=1), other.period.first - timedelta(days=1)
                message = Label(
                    f"{other.subject} 在 {first}…{last} 没有规定；应从 {first} 起",
                    f"nothing is set for {other.subject} in {first}…{last}; expected it from {first}",
                )
                yield Found(other.position, message)


def period_reversed(book: Book) -> Iterator[Found]:
    """A period that ends before it begins."""
    for spans in _series(book):
        for span in spans:
            first, last = span.period.first, span.period.last
            if first and last and last < first:
                message = Label(
                    f"{span.subject} 的期间止于 {last}，早于起始之日 {first}；应在其后",
                    f"the period of {span.subject} ends on {last}, before it begins on {first}; expected a later day",
                )
                yield Found(span.until, message)


def _series(book: Book) -> Iterator[list[Span]]:
    """The values of each parameter, the editions of each list and of each document, in the order of their days."""
    for spans in (*_parameters(book), *_lists(book), *_documents(book)):
        yield sorted(spans, key=lambda span: (span.period.first or date.min, span.position))


def _parameters(book: Book) -> Iterable[list[Span]]:
    found: dict[tuple[str, str], list[Span]] = {}
    for jurisdiction in book.loaded.jurisdictions.values():
        nodes = maps_in(book.node("jurisdiction", jurisdiction.id).get("parameters"))
        for parameter, node in zip(jurisdiction.parameters, nodes, strict=True):
            if parameter.value is not None:
                period = Period(parameter.in_force_from, parameter.in_force_until)
                span = Span(f"`{parameter.fact}`", period, _place(node, "from", "parameter"), _place(node, "until"))
                found.setdefault((jurisdiction.id, parameter.fact), []).append(span)
    return found.values()


def _lists(book: Book) -> Iterable[list[Span]]:
    found: dict[tuple[str, str], list[Span]] = {}
    for published in book.loaded.lists.values():
        if published.in_force_from or published.in_force_until:
            node = book.node("list", published.id)
            period = Period(published.in_force_from, published.in_force_until)
            span = Span(
                f"`{published.id}`", period, _place(node, "in_force_from", "list"), _place(node, "in_force_until")
            )
            found.setdefault((published.jurisdiction, published.title.zh), []).append(span)
    return found.values()


def _documents(book: Book) -> Iterable[list[Span]]:
    found: dict[tuple[str, str], list[Span]] = {}
    for document in book.loaded.documents.values():
        for day in _first_days(book, document):
            place = book.place("document", document.id, "in_force_from")
            span = Span(f"`{document.id}`", Period(day, last_day(day, document.trial_years)), place, place)
            found.setdefault((document.territory, document.title.zh), []).append(span)
    return found.values()


def _place(node: MapNode, *keys: str) -> Position:
    return next((found.position for key in keys if (found := node.get(key)) is not None), node.position)


def _first_days(book: Book, document: Document) -> list[date]:
    """The first day of `document`, as its territory or what it lies in sets it."""
    for place in book.loaded.ancestry(document.territory):
        for parameter in book.loaded.jurisdictions[place].parameters:
            value: Scalar | None = parameter.value
            if parameter.fact == document.in_force_from and isinstance(value, date):
                return [value]
    return []


def document_without_day(book: Book) -> Iterator[Found]:
    """A document that is no draft, but whose first day nobody has set: it counts on every day, however early."""
    for document in book.loaded.documents.values():
        if not document.draft and not _first_days(book, document):
            message = Label(
                f"文件 `{document.id}` 不是草案，却没有辖区设定 `{document.in_force_from}`；应设定施行之日",
                f"document `{document.id}` is no draft, but no jurisdiction sets `{document.in_force_from}`; "
                "expected its first day",
            )
            yield Found(book.place("document", document.id, "in_force_from"), message)


def stale_calendar(book: Book) -> Iterator[Found]:
    """Rules count working days, but the calendar has ended before the day asked, or (a note) ends soon after it."""
    last = book.rulebook.working_days.last_day if book.rulebook else LAST_DAY  # what does not load is linted too
    if book.as_of <= last - NEAR_END:
        return
    for node in book.everything():
        for key, _ in node.entries if isinstance(node, MapNode) else ():
            if key.text == _UNIT:
                message = Label(
                    f"工作日日历止于 {last}；应包括查询日 {book.as_of} 及其后三周，在目录的 `calendar` 中列出新的通知",
                    f"the calendar of working days ends on {last}; expected it to cover {book.as_of} and three weeks "
                    "after it: add the new notice under `calendar` of the catalogue",
                )
                yield Found(key.position, message, severity="note" if book.as_of <= last else None)


LINTS = (
    Lint(
        "period-overlap",
        "periods",
        "error",
        Label("期间重叠", "periods that overlap"),
        Label("前一期间以 `until` 结束于后一期间的前一日", "end the earlier period with the day before the later one"),
        period_overlap,
    ),
    Lint(
        "period-gap",
        "periods",
        "warning",
        Label("期间之间有空档", "a gap between periods"),
        Label("补上空档，或说明其间为何没有规定", "close the gap, or say why nothing counted in between"),
        period_gap,
    ),
    Lint(
        "period-reversed",
        "periods",
        "error",
        Label("期间止于起始之前", "a period that ends before it begins"),
        Label("更正其中一日", "correct one of the two days"),
        period_reversed,
    ),
    Lint(
        "document-without-day",
        "periods",
        "error",
        Label("非草案的文件没有施行之日", "a document that is no draft and has no first day"),
        Label("在辖区的 `parameters` 中设定，附来源", "set it under `parameters` of the jurisdiction, with its source"),
        document_without_day,
    ),
    Lint(
        "stale-calendar",
        "periods",
        "warning",
        Label("工作日日历已过期或即将过期", "a calendar of working days that has run out or soon will"),
        Label(
            "在目录的 `calendar` 中列出新的通知，或更新软件包 `chinesecalendar`",
            "add the new notice under `calendar` of the catalogue, or update the package `chinesecalendar`",
        ),
        stale_calendar,
    ),
)
