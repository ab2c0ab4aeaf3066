"""The command `serve`: the program in a browser."""

from __future__ import annotations

import logging
import sys
from datetime import date
from typing import Any

import click

from nocert_rules.cli.options import common, settings
from nocert_rules.engine.facts.build import day_of
from nocert_rules.words.errors import Problems

LOCAL = ("127.0.0.1", "localhost", "[::1]")
EVERYWHERE = ("0.0.0.0", "::")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where browsers may call.")
@click.option("--port", type=click.IntRange(0, 65535), default=8017, show_default=True, help="0 takes a free one.")
@click.option("--name", "names", multiple=True, metavar="HOST", help="A further name under which browsers call.")
@click.option("--drafts", metavar="FILE", help="Where drafts are kept (`:memory:` = not beyond the run).")
@click.option("--on", metavar="DAY", help="The day it is taken to be, as 2019-06-03 (default: the day it is).")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes.")
@common
def serve(**options: Any) -> None:
    """Serve counter, case desk, rulebook and API to browsers on this computer.

    Nothing else has to be started, nothing is fetched from elsewhere. What people type is kept as drafts in a file of
    their own. Needs the extra `web`. End it with Ctrl-C.

    \b
    Examples:
      nocert serve
      nocert serve --port 8080 --lang en
      nocert serve --host 0.0.0.0 --name counter.example.org --workers 2

    With --host 0.0.0.0 other computers can call, by an address or by a --name. There is no login: put the program
    behind one where it is not for everybody in reach.

    Exit status: 0 ended, 2 wrong input, 4 it cannot start (a port is taken, drafts cannot be kept).
    """
    from nocert_rules.web.run import run, usual_drafts
    from nocert_rules.web.settings import WebSettings

    chosen = settings(options["rules"], options["catalogue"], options["lang"])
    logging.basicConfig(stream=sys.stderr, format="%(message)s", level=logging.WARNING)
    web = WebSettings(
        rules=chosen.rules,
        catalogue=chosen.catalogue,
        drafts=options["drafts"] or usual_drafts(),
        hosts=(*LOCAL, _as_in_addresses(options["host"]), *map(_as_in_addresses, options["names"])),
        addresses=options["host"] in EVERYWHERE,
        language=chosen.language,
        supervised=True,
        today=_day(options["on"]),
    )
    run(web, options["host"], options["port"], options["workers"], lambda address: click.echo(address))


def _as_in_addresses(name: str) -> str:
    """A name as it stands in an address, where IPv6 is in brackets."""
    return f"[{name}]" if ":" in name and not name.startswith("[") else name


def _day(text: str | None) -> date | None:
    problems = Problems()
    day = day_of(text or "", problems)
    problems.raise_if_any()
    return day
