"""Drafts: what each visitor has typed, kept until it is thrown away or has grown old.

They stand in one SQLite file (or in memory). A visitor is known by a random cookie, of which the file holds only a
digest; an address names a draft by a random number and shows nothing of what is in it.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock

from nocert_rules.errors import NocertError
from nocert_rules.forms import Form, form_data, form_from

MAX_DRAFTS = 200
_SCHEMA = """
create table if not exists draft (
    id text primary key, owner text not null, form text not null, saved_at text not null
);
create index if not exists draft_owner on draft (owner, saved_at);
create table if not exists secret (name text primary key, value text not null);
"""


@dataclass(frozen=True)
class Draft:
    """A form somebody is filling in."""

    id: str
    form: Form
    saved_at: datetime


class DraftStore:
    """Keeps drafts; safe to share between threads, and between processes that use the same file."""

    def __init__(self, place: str, keep_days: int = 30) -> None:
        self._lock = Lock()
        if place != ":memory:":
            Path(place).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            Path(place).touch(mode=0o600)
        try:
            self._connection = sqlite3.connect(place, check_same_thread=False, timeout=10, isolation_level=None)
            self._connection.execute("pragma journal_mode=wal")
            self._connection.execute("pragma synchronous=normal")
            self._connection.executescript(_SCHEMA)
        except sqlite3.Error as error:
            raise NocertError(f"drafts cannot be kept in `{place}`: {error}") from error
        self._forget(keep_days)

    def secret(self) -> bytes:
        """A secret of this store, made when it is first asked for; it outlives a restart."""
        with self._open() as connection:
            connection.execute("insert or ignore into secret values ('forms', ?)", (secrets.token_hex(32),))
            row = connection.execute("select value from secret where name = 'forms'").fetchone()
        return bytes.fromhex(row[0])

    def create(self, visitor: str, form: Form) -> str:
        """Keep `form` as a new draft of `visitor` and return its id; the oldest goes where there are too many."""
        name = secrets.token_urlsafe(16)
        owner = _owner(visitor)
        with self._open() as connection:
            connection.execute("insert into draft values (?, ?, ?, ?)", (name, owner, _text(form), _now()))
            connection.execute(
                "delete from draft where owner = ? and id not in "
                "(select id from draft where owner = ? order by saved_at desc, rowid desc limit ?)",
                (owner, owner, MAX_DRAFTS),
            )
        return name

    def get(self, visitor: str, name: str) -> Draft | None:
        """The draft `name`, if it is this visitor's."""
        with self._open() as connection:
            row = connection.execute(
                "select id, form, saved_at from draft where id = ? and owner = ?", (name, _owner(visitor))
            ).fetchone()
        return _draft(row) if row else None

    def save(self, visitor: str, name: str, form: Form) -> None:
        """Keep `form` as the draft `name` of this visitor."""
        with self._open() as connection:
            connection.execute(
                "update draft set form = ?, saved_at = ? where id = ? and owner = ?",
                (_text(form), _now(), name, _owner(visitor)),
            )

    def delete(self, visitor: str, name: str) -> None:
        """Throw the draft `name` of this visitor away."""
        with self._open() as connection:
            connection.execute("delete from draft where id = ? and owner = ?", (name, _owner(visitor)))

    def of(self, visitor: str) -> tuple[Draft, ...]:
        """This visitor's drafts, the newest first."""
        with self._open() as connection:
            rows = connection.execute(
                "select id, form, saved_at from draft where owner = ? order by saved_at desc, rowid desc",
                (_owner(visitor),),
            ).fetchall()
        return tuple(_draft(row) for row in rows)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._connection.execute("begin immediate")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("rollback")
                raise
            self._connection.execute("commit")

    def _forget(self, days: int) -> None:
        before = (datetime.now(UTC) - timedelta(days=days)).isoformat()
        with self._open() as connection:
            connection.execute("delete from draft where saved_at < ?", (before,))


def _owner(visitor: str) -> str:
    return hashlib.sha256(visitor.encode()).hexdigest()


def _text(form: Form) -> str:
    return json.dumps(form_data(form), ensure_ascii=False)


def _draft(row: tuple[str, str, str]) -> Draft:
    return Draft(row[0], form_from(json.loads(row[1])), datetime.fromisoformat(row[2]))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
