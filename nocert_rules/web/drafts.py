"""Drafts: what each visitor has typed, kept until it is thrown away or has grown old.

They stand in one SQLite file (or in memory). A visitor is known by a random cookie, of which the file holds only a
digest; an address names a draft by a random number and shows nothing of what is in it.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any

from nocert_rules.dialogue.forms import Form, RecordsForm, form_data, form_from, merged
from nocert_rules.web.limits import too_many_parts
from nocert_rules.web.refusals import NotServed, Refused
from nocert_rules.web.settings import IN_MEMORY

MAX_DRAFTS = 200
MAX_ALL = 20_000
_SECRET = 32  # bytes
_HEX = re.compile(rf"[0-9a-f]{{{2 * _SECRET}}}")
_ONE = "select id, form, saved_at from draft where id = ? and owner = ?"
_SCHEMA = """
create table if not exists draft (
    id text primary key, owner text not null, form text not null, saved_at text not null
);
create index if not exists draft_owner on draft (owner, saved_at);
create index if not exists draft_age on draft (saved_at);
create table if not exists secret (name text primary key, value text not null);
"""
_NO_ROOM = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)


@dataclass(frozen=True)
class Draft:
    """A form somebody is filling in."""

    id: str
    form: Form
    saved_at: datetime


class DraftStore:
    """Keeps drafts; safe to share between threads, and between processes that use the same file.

    Drafts of other questions than `questions` (all, without it) are kept, but not shown: a rulebook may have dropped
    theirs. A form with too many subjects or records is Refused. Raises NotServed where `place` cannot hold drafts.
    """

    def __init__(self, place: str, keep_days: int = 30, questions: Collection[str] | None = None) -> None:
        self._lock = Lock()
        self._keep = timedelta(days=keep_days)
        self._questions = questions
        try:
            if place != IN_MEMORY:
                Path(place).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                Path(place).touch(mode=0o600)
            self._connection = sqlite3.connect(place, check_same_thread=False, timeout=10, isolation_level=None)
            self._prepare()
            self._secret = self._kept_secret()
        except (sqlite3.Error, OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise NotServed("drafts_unusable", place=place, reason=reason.lower()) from error

    def _prepare(self) -> None:
        if self._ask("pragma quick_check(1)") != [("ok",)]:
            raise ValueError("the file is damaged")
        if self._ask("pragma journal_mode") != [("wal",)]:
            self._connection.execute("pragma journal_mode=wal")
        self._connection.execute("pragma synchronous=normal")
        with self._change() as connection:
            for statement in filter(str.strip, _SCHEMA.split(";")):
                connection.execute(statement)
            self._forget(connection)

    def _kept_secret(self) -> bytes:
        made = secrets.token_bytes(_SECRET)
        with self._change() as connection:
            connection.execute("insert or ignore into secret values ('forms', ?)", (made.hex(),))
            row = connection.execute("select value from secret where name = 'forms'").fetchone()
        if not _HEX.fullmatch(str(row[0])):
            raise ValueError("the file is damaged")
        return bytes.fromhex(row[0])

    def secret(self) -> bytes:
        """A secret of this store, made with it; it outlives a restart."""
        return self._secret

    def create(self, visitor: str, form: Form) -> str:
        """Keep `form` as a new draft of `visitor` and return its id; the oldest go where there are too many."""
        _check(form)
        name = secrets.token_urlsafe(16)
        owner = _owner(visitor)
        with self._change() as connection:
            connection.execute("insert into draft values (?, ?, ?, ?)", (name, owner, _text(form), _now()))
            connection.execute(
                "delete from draft where owner = ? and id not in "
                "(select id from draft where owner = ? order by saved_at desc, rowid desc limit ?)",
                (owner, owner, MAX_DRAFTS),
            )
            self._forget(connection)
        return name

    def get(self, visitor: str, name: str) -> Draft | None:
        """The draft `name`, if it is this visitor's."""
        rows = self._ask(_ONE, name, _owner(visitor))
        return self._draft(rows[0]) if rows else None

    def save(self, visitor: str, name: str, form: Form, base: Form) -> None:
        """Keep `form`, which was made from `base`, as the draft `name` of this visitor.

        What another request changed in between stays too.
        """
        _check(form)
        with self._change() as connection:
            rows = connection.execute(_ONE, (name, _owner(visitor))).fetchall()
            now = self._draft(rows[0]) if rows else None
            if now is not None and now.form != base:
                form = merged(base, form, now.form)
                _check(form)
            connection.execute(
                "update draft set form = ?, saved_at = ? where id = ? and owner = ?",
                (_text(form), _now(), name, _owner(visitor)),
            )

    def delete(self, visitor: str, name: str) -> None:
        """Throw the draft `name` of this visitor away."""
        with self._change() as connection:
            connection.execute("delete from draft where id = ? and owner = ?", (name, _owner(visitor)))

    def of(self, visitor: str) -> tuple[Draft, ...]:
        """This visitor's drafts, the newest first."""
        wanted = "select id, form, saved_at from draft where owner = ? order by saved_at desc, rowid desc"
        found = (self._draft(row) for row in self._ask(wanted, _owner(visitor)))
        return tuple(draft for draft in found if draft is not None)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _ask(self, statement: str, *values: str) -> list[Any]:
        """The rows of a statement that changes nothing: it waits for no other process."""
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    def _draft(self, row: tuple[str, str, str]) -> Draft | None:
        """A row as a draft, None for one that another version wrote for another question or in another way."""
        try:
            draft = Draft(row[0], form_from(json.loads(row[1])), datetime.fromisoformat(row[2]))
            known = self._questions is None or draft.form.question in self._questions
        except (ValueError, KeyError, TypeError, AttributeError):
            return None
        return draft if known else None

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._connection.execute("begin immediate")
            try:
                yield self._connection
                self._connection.execute("commit")
            except BaseException as error:
                if self._connection.in_transaction:  # a full disk has ended it
                    self._connection.execute("rollback")
                if isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode & 0xFF in _NO_ROOM:
                    raise Refused(507, "drafts_full") from error
                raise

    def _forget(self, connection: sqlite3.Connection) -> None:
        """Throw away what is too old, and the oldest of far too many."""
        connection.execute("delete from draft where saved_at < ?", ((datetime.now(UTC) - self._keep).isoformat(),))
        (count,) = connection.execute("select count(*) from draft").fetchone()
        if count > MAX_ALL:
            oldest = "select id from draft order by saved_at limit ?"
            connection.execute(f"delete from draft where id in ({oldest})", (count - MAX_ALL,))


def _check(form: Form) -> None:
    """Refuse a form that no page could show in time."""
    given = [*form.facts.values(), *form.started.values()]
    given += [each for subject in form.subjects for each in subject.facts.values()]
    wrong = too_many_parts(
        len(form.subjects), sum(len(each.records) for each in given if isinstance(each, RecordsForm))
    )
    if wrong:
        raise Refused(413, wrong.code, **dict(wrong.details))


def _owner(visitor: str) -> str:
    return hashlib.sha256(visitor.encode()).hexdigest()


def _text(form: Form) -> str:
    return json.dumps(form_data(form))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
