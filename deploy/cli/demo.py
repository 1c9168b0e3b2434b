"""`./inroads demo`: a year of one programme on a real Kafka and a real PostgreSQL."""

import asyncio
import json
import secrets
import signal
import tempfile
import time
import webbrowser
from argparse import ArgumentParser, Namespace
from contextlib import AbstractContextManager, ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from deploy.demo.conductor import Played, play
from deploy.demo.post_office import PostOffice, open_post_office
from deploy.demo.told import ProgressTeller, print_summary
from deploy.demo.verdict import Verdict, judge
from deploy.demo.year import YEARS, Year
from deploy.local.region import Region, RegionSettings, open_region
from deploy.local.stack import Stack, open_stack
from services.reporting.web.year_page import About, render_year

_DESCRIPTION = """\
Play a year of mentoring circles: people are referred in the 20 challenge areas, from March also
in London, from April everywhere; circles form, meet, and something becomes of people. Time is
simulated; Apache Kafka, PostgreSQL, the mail server and the five services are real. Senders make
mistakes, send twice, people withdraw, move, decline or do not come, and one service is killed
half-way.

With --programme mayors_mentors it is a year of mentors and young people in the West Midlands
instead: mentors apply, are trained and cleared, accept or decline what match runs propose, or
leave; the two of a match meet. With --programme employment_advocates advocates in the Liverpool
City Region carry caseloads, visit people, and hand over when their contracts end."""
_EPILOG = """\
examples:
  ./inroads demo                        about 500 people; opens the report when it ends
  ./inroads demo --people 50            a quick look
  ./inroads demo --programme mayors_mentors
                                        young people and their mentors, one to one
  ./inroads demo --programme employment_advocates
                                        people with several needs, and advocates' caseloads
  ./inroads demo --no-browser --json    the same facts for machines, on standard output
  ./inroads demo --keep                 keep everything running afterwards, until Ctrl-C

While it runs, anybody can publish a referral and read the receipt; it says how when it starts."""
_NOTICE = (
    "A demonstration: nobody on this page exists. The people and hosts are made up from a seed."
)


def add_arguments(parser: ArgumentParser) -> None:
    """Add what the subcommand takes, and its help, to its parser."""
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument(
        "--programme",
        choices=YEARS,
        default="mentoring_circles",
        help="whose year, by the name of its file in shared/programmes (default: %(default)s)",
    )
    parser.add_argument("--people", type=int, default=500, help="how many people (default: 500)")
    parser.add_argument("--seed", type=int, default=1, help="another seed is another year")
    parser.add_argument("--no-browser", action="store_true", help="do not open the report")
    parser.add_argument("--keep", action="store_true", help="keep it running until Ctrl-C")
    parser.add_argument("--json", action="store_true", help="print the facts as JSON at the end")
    parser.add_argument("--page", type=Path, help="where to write the report")


def run(arguments: Namespace) -> int:
    """Play the year; 0 when everything is accounted for, 1 when something is not."""
    console, year = Console(stderr=arguments.json), YEARS[arguments.programme]
    with ExitStack() as opened:
        folder = _folder(opened, keep=arguments.keep)
        stack = opened.enter_context(open_stack(progress=console.print))
        mail, port = opened.enter_context(open_post_office(folder / "mail"))
        console.print("Starting the five services.")
        region = opened.enter_context(_region(stack, folder, port, year))
        _say_how_to_join(console, region)
        played, verdict = asyncio.run(_play(console, region, year, arguments, mail))
        print_summary(console, year, played, verdict, mail)
        page = _write_page(arguments.page or _page_path(folder), year, verdict, region.code)
        console.print(f"The report: {page}")
        if arguments.json:
            print(json.dumps(_facts(arguments, played, verdict, mail, page), indent=2))
        if not arguments.no_browser and not arguments.json:
            webbrowser.open(page.as_uri())
        if arguments.keep:
            _wait(console, folder)
    return 0 if verdict.holds else 1


async def _play(
    console: Console, region: Region, year: Year, arguments: Namespace, mail: PostOffice
) -> tuple[Played, Verdict]:
    with ProgressTeller(console) as teller:
        played = await play(region, year, arguments.people, arguments.seed, teller.tell)
    return played, await judge(region, year, played, mail)


def _region(
    stack: Stack, folder: Path, mail_port: int, year: Year
) -> AbstractContextManager[Region]:
    own = stack.kafka_process is not None and stack.postgres_process is not None
    code = "demo" if own else f"demo-{secrets.token_hex(3)}"
    mail = {
        "NOTIFICATIONS_MAIL_HOST": "127.0.0.1",
        "NOTIFICATIONS_MAIL_PORT": str(mail_port),
        "NOTIFICATIONS_MAIL_TLS": "none",
    }
    begins = datetime(year.begins.year, year.begins.month, year.begins.day, tzinfo=UTC)
    settings = RegionSettings(code=code, simulated_from=begins, extra=mail)
    return open_region(stack, folder / "region", settings)


def _folder(opened: ExitStack, *, keep: bool) -> Path:
    if keep:
        return Path(tempfile.mkdtemp(prefix="inroads-demo-"))
    return Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="inroads-demo-")))


def _page_path(folder: Path) -> Path:
    """The report outlives the demonstration's own folder."""
    return Path(tempfile.gettempdir()) / f"{folder.name}.html"


def _write_page(path: Path, year: Year, verdict: Verdict, region: str) -> Path:
    about = About(
        programme=year.programme,
        first_month=year.first_month,
        region=region,
        circles=verdict.circles if verdict.circles.get("formed") else None,
        matches=verdict.matches if verdict.matches["made"] else None,
        notice=_NOTICE,
    )
    page = render_year(
        verdict.figures,
        verdict.accounting,
        generated_at=datetime.now(UTC),
        title=year.title,
        about=about,
    )
    path.write_text(page, encoding="utf-8")
    return path.resolve()


def _say_how_to_join(console: Console, region: Region) -> None:
    console.print(
        "\nWhile it runs, publish a referral of your own and read the receipts from another "
        "terminal:\n"
        f"  kcat -P -b {region.kafka} -t {region.code}.inbound "
        "shared/contracts/samples/inbound/referral-submitted.json\n"
        f"  kcat -C -b {region.kafka} -t {region.code}.receipts -o end\n",
        soft_wrap=True,
        highlight=False,
    )


def _facts(
    arguments: Namespace, played: Played, verdict: Verdict, mail: PostOffice, page: Path
) -> dict[str, Any]:
    return {
        "programme": arguments.programme,
        "people": arguments.people,
        "seed": arguments.seed,
        "seconds": round(played.seconds, 1),
        "events_sent": played.events_sent,
        "distinct_events": played.distinct_events,
        "outside": played.by_kind,
        "killed": played.killed,
        "mail": {"taken": mail.taken, "twice": mail.taken_twice, **mail.with_calendar},
        "page": str(page),
        **verdict.to_json(),
    }


def _wait(console: Console, folder: Path) -> None:
    console.print(
        f"Everything keeps running; logs, keys and mail are in {folder}. Ctrl-C stops it."
    )
    told: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: told.append(number))
    while not told:
        time.sleep(0.2)
    console.print("\nStopping.")
