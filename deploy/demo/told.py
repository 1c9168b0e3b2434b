"""What the demonstration says: progress while it runs, a summary at the end."""

from collections.abc import Mapping
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from deploy.demo.conductor import Moment, Played
from deploy.demo.post_office import PostOffice
from deploy.demo.verdict import Verdict
from deploy.demo.year import Year
from services.reporting.web.wording import words_of


class ProgressTeller:
    """A bar where there is a terminal; a line a month where there is none."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._month = ""
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            TextColumn("{task.fields[facts]:,} facts"),
            TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task("the year begins", total=1.0, facts=0)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def tell(self, moment: Moment) -> None:
        """Show how far the year is."""
        if moment.note:
            self._console.print(f"{moment.day:%d %B %Y}: {moment.note}.")
        self._bar.update(
            self._task,
            completed=moment.share,
            description=f"{moment.day:%d %b %Y}",
            facts=moment.facts,
        )
        month = f"{moment.day:%B %Y}"
        if month != self._month and not self._console.is_terminal:
            self._console.print(f"{month}: {moment.facts:,} facts published so far")
        self._month = month


def print_summary(
    console: Console, year: Year, played: Played, verdict: Verdict, mail: PostOffice
) -> None:
    """Print the table of the year and the line that says whether it adds up."""
    table = Table(title="What happened", title_justify="left", show_header=False)
    table.add_column(justify="right")
    table.add_column()
    for count, words in _rows(year, played, verdict, mail):
        table.add_row(f"{count:,}", words)
    console.print(table)
    for check in verdict.checks:
        mark = "[green]holds[/]" if check.holds else "[red]DOES NOT HOLD[/]"
        console.print(f"  {mark}  {check.what}: {check.found:,} of {check.expected:,}")
    if verdict.holds:
        console.print(
            "[bold green]Every referral is accounted for, and the report equals the log.[/]"
        )
    else:
        console.print(
            "[bold red]Something does not add up.[/] Run again with --keep and look at the logs."
        )


def _rows(year: Year, played: Played, verdict: Verdict, mail: PostOffice) -> list[tuple[int, str]]:
    did, facts = played.by_kind, verdict.facts_by_type
    rows = [
        (played.events_sent, "events submitted by senders, of them"),
        (did.get("sent twice", 0), "  sent twice by mistake (applied once)"),
        (did.get("bad events", 0), "  broken (answered with the reason, kept as dead letters)"),
        (facts.get("inroads.receipt.issued.v1", 0), "receipts, one for each distinct event"),
        (verdict.accounting.referred, "referrals judged, now"),
    ]
    rows += [
        (count, f"  {words_of(year.programme).places[place].lower()}")
        for place, count in verdict.accounting.places.items()
    ]
    if verdict.matches["made"]:
        rows += _mentoring(did, verdict.matches)
    else:
        rows += _caseloads(did, facts) if did.get("advocates in post") else _circles(verdict)
    rows += [
        (mail.taken, "e-mails taken by the mail server"),
        (sum(facts.values()), f"facts published in {played.seconds:,.0f} seconds"),
    ]
    return rows


def _circles(verdict: Verdict) -> list[tuple[int, str]]:
    return [
        (verdict.circles.get("confirmed", 0), "circles that met"),
        (verdict.circles.get("sessions_held", 0), "sessions held"),
    ]


def _mentoring(did: Mapping[str, int], matches: Mapping[str, int]) -> list[tuple[int, str]]:
    left = "matches that ended because the mentor left"
    return [
        (did.get("mentors who applied", 0), "mentors applied, of them"),
        (did.get("mentors trained", 0), "  trained"),
        (did.get("mentors cleared", 0), "  cleared for work with children"),
        (matches["mentors"], "  matched"),
        (did.get("proposals", 0), "proposals by match runs"),
        (did.get("accepted by two mentors at once", 0), "  accepted by two mentors at once"),
        (did.get("proposals expired", 0), "  that nobody answered in time"),
        (matches["made"], "matches made"),
        (did.get("matches mentor_left", 0), f"  {left}"),
        (did.get("matches clearance_lapsed", 0), "  that ended with the mentor's clearance"),
        (
            did.get("turned 18 with their mentor", 0),
            "  of somebody who turned 18 with their mentor",
        ),
        (matches["sessions_held"], "meetings held"),
    ]


def _caseloads(did: Mapping[str, int], facts: Mapping[str, int]) -> list[tuple[int, str]]:
    return [
        (did.get("advocates in post", 0), "advocates in post, of them"),
        (did.get("ends of contracts", 0), "  whose contract ended"),
        (did.get("advocates who left at once", 0), "  who left at once"),
        (did.get("assigned", 0), "times somebody was given an advocate"),
        (did.get("handed over: contract_ends", 0), "handovers by plan, before a contract ended"),
        (
            sum(did.get(f"handed over: {why}", 0) for why in ("contract_ended", "advocate_left")),
            "handovers when an advocate was gone",
        ),
        (did.get("handed over: moved", 0), "handovers because somebody moved"),
        (did.get("waited in front", 0), "times nobody had room for somebody in care"),
        (did.get("letters about an advocate", 0), "letters that said who somebody's advocate is"),
        (facts.get("inroads.session.held.v1", 0), "visits that were due, of them"),
        (did.get("came", 0), "  where the person was there"),
        (did.get("letters of visits", 0), "letters about visits"),
        (facts.get("inroads.booking.cancelled.v1", 0), "visits cancelled before they were due"),
        (did.get("cases closed", 0), "cases closed"),
        (
            facts.get("inroads.participation.completed.v1", 0),
            "people whose visits were over and summed up",
        ),
    ]
