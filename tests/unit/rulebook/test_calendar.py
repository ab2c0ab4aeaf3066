"""Holidays and make-up days as data: later notices over earlier ones, beside the calendar library."""

from __future__ import annotations

import re
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from nocert_rules.engine.calendar import add
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.model.calendar import LAST_DAY
from nocert_rules.words.errors import InputError
from tests.support.process import ROOT, call

YEAR = LAST_DAY.year + 1  # the first that the library does not know
SOURCE = "    source: {zh: 测试通知, en: a notice of this test}\n"
NEXT = f"""calendar:
  - notice: test-1
    year: {YEAR}
    issued_on: {YEAR - 1}-11-04
{SOURCE}    holidays:
      - {{from: {YEAR}-01-01, until: {YEAR}-01-03}}
    working_days: [{YEAR}-01-09]
"""
LATER = f"""  - notice: test-2
    amends: test-1
    issued_on: {YEAR}-01-02
{SOURCE}    holidays:
      - {{from: {YEAR}-01-04, until: {YEAR}-01-05}}
"""


def catalogue(folder: Path, text: str, keep: bool = True) -> Path:
    """The shipped catalogue with further notices."""
    made = folder / "catalogue"
    shutil.copytree(ROOT / "catalogue", made)
    if not keep:
        (made / "calendar.yaml").unlink()
    (made / "more.yaml").write_text(text, encoding="utf-8")
    return made


def refused(folder: Path, text: str) -> str:
    with pytest.raises(InputError) as error:
        load_rulebook(catalogue=catalogue(folder, text, keep=False))
    return str(error.value)


def test_the_shipped_notices_of_2020_are_what_the_library_knows() -> None:
    days = load_rulebook().working_days
    assert days.years == {2020} and days.last_day == LAST_DAY
    assert add(date(2020, 1, 23), 1, "working_days", days) == date(2020, 2, 3)


def test_without_the_later_notice_the_library_differs(tmp_path: Path) -> None:
    text = (ROOT / "catalogue" / "calendar.yaml").read_text(encoding="utf-8")
    first = text[: text.index("  - notice: 国办发明电〔2020〕1号")]
    told = refused(tmp_path, first)
    assert "more.yaml:5:5: `国办发明电〔2019〕16号` and the package `chinesecalendar` differ on" in told
    assert re.findall(r"`(2020-\S+)`", told) == ["2020-01-31", "2020-02-01"]


def test_a_year_that_the_library_does_not_know(tmp_path: Path) -> None:
    days = load_rulebook(catalogue=catalogue(tmp_path, NEXT)).working_days
    assert days.last_day == date(YEAR, 12, 31)
    eve = date(YEAR - 1, 12, 31)
    assert [add(eve, n, "working_days", days) for n in (1, 5, 6)] == [date(YEAR, 1, day) for day in (4, 8, 9)]
    assert add(eve, 1, "working_days") is None


def test_a_later_notice_goes_before_an_earlier_one(tmp_path: Path) -> None:
    days = load_rulebook(catalogue=catalogue(tmp_path, NEXT + LATER)).working_days
    assert add(date(YEAR - 1, 12, 31), 1, "working_days", days) == date(YEAR, 1, 6)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (f"working_days: [{YEAR}-01-09]", f"working_days: [{YEAR}-01-03]", "is a holiday and a working day"),
        (f"until: {YEAR}-01-03", f"until: {YEAR - 1}-12-31", "expected a day from"),
        (f"year: {YEAR}", "year: 1950", "expected a year from 2004 on"),
        (f"    year: {YEAR}\n", "", "lacks `year`"),
        (f"    year: {YEAR}\n", f"    year: {YEAR}\n    amends: test-2\n", "exclude each other"),
        ("amends: test-1", "amends: test-9", "unknown notice on holidays `test-9`"),
        (f"issued_on: {YEAR}-01-02", f"issued_on: {YEAR - 1}-11-04", "`test-2` amends `test-1`"),
        ("notice: test-2", "notice: test-1", "`test-1` is already defined"),
        (f"amends: test-1\n    issued_on: {YEAR}-01-02", f"year: {YEAR}\n    issued_on: {YEAR}-01-02", "year"),
    ],
)
def test_wrong_notices(tmp_path: Path, old: str, new: str, told: str) -> None:
    text = NEXT + LATER
    assert old in text
    assert told in refused(tmp_path, text.replace(old, new, 1))


def test_the_end_of_the_calendar_is_told_before_it_comes(tmp_path: Path) -> None:
    def caveats(day: date, *more: str) -> bool:
        asked = day.isoformat()
        facts = ("--fact", f"verification.requested_on={asked}", "--fact", "verification.limit=3")
        done = call("verification", "--on", asked, "--lang", "en", *facts, *more)
        assert done.status in (0, 1), done.stderr
        return "the calendar of working days ends on" in done.stdout

    def lint(day: date, *more: str) -> bool:
        done = call("lint", "--only", "stale-calendar", "--on", day.isoformat(), "--lang", "en", *more)
        assert done.status == 0
        return "note[stale-calendar]: the calendar of working days ends on" in done.stdout

    early, late = date(LAST_DAY.year, 12, 1), date(LAST_DAY.year, 12, 15)
    newer = ("--catalogue", str(catalogue(tmp_path, NEXT)))
    for told in (caveats, lint):
        assert [told(early), told(late), told(late, *newer)] == [False, True, False]


@pytest.mark.parametrize(("days", "status", "words"), [(0, 0, "note[stale"), (1, 1, "warning[stale")])
def test_a_calendar_is_at_fault_once_it_has_ended(days: int, status: int, words: str) -> None:
    asked = (LAST_DAY + timedelta(days)).isoformat()
    done = call("lint", "--only", "stale-calendar", "--on", asked, "--lang", "en")
    assert done.status == status
    assert words in done.stdout
    milder = call("lint", "--only", "stale-calendar", "--severity", "warning", "--on", asked, "--lang", "en")
    assert (words in milder.stdout) is (status == 1)
