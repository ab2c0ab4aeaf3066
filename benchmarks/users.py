"""Fifty people at once: `python -m benchmarks.users` starts `nocert serve` and tells how long each kind of page takes.

Each user walks through counter, desk, rulebook or API with a browser's habits: one connection that stays open, cookies,
redirects followed, letters typed one after the other, and time to read and think between pages.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from urllib.parse import quote, urlencode

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
TARGET = 100.0  # milliseconds, of the 99th percentile
THINKING = (1.0, 8.0)  # seconds between pages
TYPING = 0.25  # seconds between letters
SEARCHES = ("近3年安全驾驶", "anquanjiashi", "夫妻关系", "shouru", "无犯罪", "jzzm", "居住正明")
ITEMS = ("jinhua-2019/1", "jinhua-2019/2", "jinhua-2019/3")
PAGES = ("/rulebook/pledge", "/rulebook/accountability", "/rulebook/verification/1.2", "/rulebook/pledge/4.2")
FINDING = {"by": "王某", "on": "2019-05-20", "reason": "查阅档案"}
_TOKEN = re.compile(r'name="token" value="([0-9a-f]+)"')
_FACT = re.compile(r'name="fact" value="([^"]+)"')
_CHOICE = re.compile(r'name="value"[^>]*value="([^"]+)"')


@dataclass
class Seen:
    """How long the answers of each kind of page took, in milliseconds, and how many went wrong."""

    times: dict[str, list[float]] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)

    def note(self, kind: str, milliseconds: float, right: bool) -> None:
        """Note an answer."""
        self.times.setdefault(kind, []).append(milliseconds)
        self.errors[kind] = self.errors.get(kind, 0) + (not right)


@dataclass(frozen=True)
class Page:
    """An answer: its status, its address and its text."""

    status: int
    address: str
    text: str

    def value(self, pattern: re.Pattern[str]) -> str:
        """What a pattern finds in the page."""
        found = pattern.search(self.text)
        return found[1] if found else ""


class Browser:
    """A browser of one user: a connection that stays open, cookies, redirects."""

    def __init__(self, port: int, seen: Seen, chance: random.Random) -> None:
        self.port = port
        self.seen = seen
        self.chance = chance
        self.cookies: dict[str, str] = {}
        self.line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def think(self) -> None:
        """Read the page."""
        await asyncio.sleep(self.chance.uniform(*THINKING))

    async def get(self, kind: str, address: str) -> Page:
        """Open an address."""
        return await self._ask(kind, "GET", address)

    async def post(self, kind: str, address: str, fields: Mapping[str, str]) -> Page:
        """Send a form and see the page that follows; both count."""
        return await self._ask(kind, "POST", address, urlencode(fields).encode(), "application/x-www-form-urlencoded")

    async def send_json(self, kind: str, address: str, body: str) -> Page:
        """Send JSON."""
        return await self._ask(kind, "POST", address, body.encode(), "application/json")

    async def upload(self, kind: str, address: str, token: str, file: Path) -> Page:
        """Send a file."""
        parts = (
            f'--x\r\ncontent-disposition: form-data; name="token"\r\n\r\n{token}\r\n',
            f'--x\r\ncontent-disposition: form-data; name="file"; filename="{file.name}"\r\n\r\n',
            f"{file.read_text(encoding='utf-8')}\r\n--x--\r\n",
        )
        return await self._ask(kind, "POST", address, "".join(parts).encode(), "multipart/form-data; boundary=x")

    async def _ask(self, kind: str, method: str, address: str, body: bytes = b"", type_: str = "") -> Page:
        begun = perf_counter()
        page, where = await self._once(method, address, body, type_)
        self.seen.note(kind, (perf_counter() - begun) * 1000, page.status < 400)
        return await self._ask(kind, "GET", where) if page.status in (302, 303, 307) else page

    async def _once(self, method: str, address: str, body: bytes, type_: str) -> tuple[Page, str]:
        for attempt in (1, 2):  # a connection that was closed meanwhile is opened again
            try:
                return await self._talk(method, address, body, type_)
            except (OSError, asyncio.IncompleteReadError):
                self.close()
                if attempt == 2:
                    break
        return Page(599, address, ""), ""

    async def _talk(self, method: str, address: str, body: bytes, type_: str) -> tuple[Page, str]:
        if self.line is None:
            self.line = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.line
        lines = [f"{method} {address} HTTP/1.1", f"host: 127.0.0.1:{self.port}", "accept-language: zh-CN"]
        lines += [f"cookie: {'; '.join(f'{name}={value}' for name, value in self.cookies.items())}"]
        lines += [f"content-type: {type_}", f"content-length: {len(body)}"] if type_ else []
        writer.write("\r\n".join((*lines, "", "")).encode() + body)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = [(name.lower(), value) for name, _, value in (line.partition(": ") for line in head[1:]) if name]
        for name, value in headers:
            if name == "set-cookie":
                cookie, _, rest = value.partition(";")[0].partition("=")
                self.cookies[cookie] = rest
        given = dict(headers)
        text = (await reader.readexactly(int(given.get("content-length", "0")))).decode()
        return Page(int(head[0].split()[1]), address, text), given.get("location", "")

    def close(self) -> None:
        """Close the connection."""
        if self.line is not None:
            self.line[1].close()
            self.line = None


async def at_the_counter(browser: Browser) -> None:
    """Look an item up while typing, answer up to four questions, print the notice."""
    page = await browser.get("counter", "/counter")
    token = page.value(_TOKEN)
    query = browser.chance.choice(SEARCHES)
    for length in range(1, len(query) + 1):
        await browser.get("counter: typing", f"/counter/items?q={quote(query[:length])}&jurisdiction=jinhua")
        await asyncio.sleep(TYPING)
    begun = {"question": "route", "jurisdiction": "jinhua", "as_of": "2019-06-03", "item": browser.chance.choice(ITEMS)}
    page = await browser.post("counter: question", "/counter", {"token": token, **begun})
    draft = page.address
    for _ in range(4):
        await browser.think()
        fact, value = page.value(_FACT), page.value(_CHOICE)
        if not fact:
            break
        answer = {"action": "answer", "value": value or "true", **FINDING} if value else {"action": "unknown"}
        page = await browser.post("counter: question", f"{draft}/answer", {"token": token, "fact": fact, **answer})
    await browser.think()
    await browser.get("counter: notice", f"{draft}/notice")


async def at_the_desk(browser: Browser) -> None:
    """Open a case of three subjects, look at facts and answers, save, take the dossier."""
    token = (await browser.get("desk", "/desk")).value(_TOKEN)
    await browser.think()
    page = await browser.upload("desk: case", "/desk/open", token, ROOT / "examples" / "case-three-subjects.yaml")
    case = page.address
    for part in ("facts", "subjects/1", "subjects/2", "subjects/3"):
        await browser.think()
        await browser.get("desk: facts", f"{case}/{part}")
    await browser.post(
        "desk: facts", f"{case}/facts", {"token": token, "as_of": "2019-12-10", "jurisdiction": "jinhua"}
    )
    for number in (1, 2, 3):
        await browser.think()
        await browser.get("desk: answer", f"{case}/subjects/{number}/answer")
    await browser.think()
    await browser.get("desk: dossier", f"{case}/dossier")


async def at_the_rulebook(browser: Browser) -> None:
    """Read documents and provisions, search, look at a picture."""
    await browser.get("rulebook", "/rulebook")
    for address in browser.chance.sample(PAGES, 3):
        await browser.think()
        await browser.get("rulebook: text", address)
    await browser.think()
    await browser.get("rulebook: search", f"/rulebook/search?q={quote('承诺')}")
    await browser.think()
    await browser.get("rulebook: picture", "/rulebook/picture?conclusion=demand-certificate")


async def another_program(browser: Browser) -> None:
    """Ask as another program does."""
    await browser.get("home", "/")
    for item in ITEMS:
        body = f'{{"item.certificate": "{item}", "jurisdiction": "jinhua", "as_of": "2019-06-03"}}'
        await browser.send_json("api: answer", "/api/v1/questions/route", body)
        await browser.think()
        await browser.send_json("api: next", "/api/v1/questions/route/next", f'{{"case": {body}}}')
    await browser.get("api: items", f"/api/v1/items?q={quote('驾驶')}")


Walk = Callable[[Browser], Awaitable[None]]
WALKS: tuple[Walk, ...] = (at_the_counter, at_the_counter, at_the_desk, at_the_rulebook, another_program)


async def crowd(port: int, users: int, seconds: float, seen: Seen) -> None:
    """So many users for so long; they come one after the other, and each begins another walk when one is over."""
    async with asyncio.TaskGroup() as group:
        for number in range(users):
            group.create_task(_user(port, number, seconds, seen))


async def _user(port: int, number: int, seconds: float, seen: Seen) -> None:
    chance = random.Random(number)
    async with _until(seconds):
        await asyncio.sleep(chance.uniform(0, THINKING[1]))
        while True:
            browser = Browser(port, seen, chance)
            try:
                await WALKS[number % len(WALKS)](browser)
            finally:
                browser.close()
            await browser.think()


@asynccontextmanager
async def _until(seconds: float) -> AsyncIterator[None]:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            yield


@contextmanager
def server(workers: int) -> Iterator[int]:
    """The port of a server of its own, with drafts of its own."""
    with tempfile.TemporaryDirectory() as folder:
        options = [
            "--port",
            "0",
            "--workers",
            str(workers),
            "--drafts",
            f"{folder}/drafts.sqlite3",
            "--on",
            "2019-06-03",
        ]
        process = subprocess.Popen(
            [sys.executable, "-m", "nocert_rules", "serve", *options],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline().rpartition(":")[2].strip("/\n"))
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


def percentile(times: list[float], share: float) -> float:
    """The time that `share` of `times` do not pass."""
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


def table(seen: Seen, users: int, seconds: float) -> Table:
    """What was seen, a line for each kind of page."""
    count = sum(map(len, seen.times.values()))
    found = Table(title=f"{users} users, {seconds:g} s, {count / seconds:.1f} answers a second; milliseconds")
    for column in ("page", "answers", "median", "p95", "p99", "longest", "errors"):
        found.add_column(column, justify="left" if column == "page" else "right")
    everything = [time for times in seen.times.values() for time in times]
    for kind, times in (*sorted(seen.times.items()), ("all", everything)):
        cells = [percentile(times, share) for share in (0.5, 0.95, 0.99)]
        wrong = sum(seen.errors.values()) if kind == "all" else seen.errors[kind]
        late = "[red]" if cells[2] > TARGET else ""
        found.add_row(
            kind, str(len(times)), *(f"{late if number == 2 else ''}{cell:.1f}" for number, cell in enumerate(cells)),
            f"{max(times):.0f}", str(wrong),
        )  # fmt: skip
    return found


def main() -> None:
    """Start a server and send the crowd."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--warm-up", type=float, default=15, help="seconds that do not count")
    options = parser.parse_args()
    seen = Seen()
    with server(options.workers) as port:
        asyncio.run(crowd(port, options.users, options.warm_up, Seen()))
        asyncio.run(crowd(port, options.users, options.seconds, seen))
    Console(width=None if sys.stdout.isatty() else 120).print(table(seen, options.users, options.seconds))
    late = percentile([time for times in seen.times.values() for time in times], 0.99) > TARGET
    sys.exit(1 if late or any(seen.errors.values()) else 0)


if __name__ == "__main__":
    main()
