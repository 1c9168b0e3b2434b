"""Whether everything is accounted for: held against what was sent, said and stored."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from deploy.demo.conductor import Played
from deploy.demo.post_office import PostOffice
from deploy.demo.year import Year
from deploy.local.region import Region
from services.reporting.domain.accounting import Accounting
from services.reporting.domain.figures import Figures, differences
from services.reporting.jobs.reconcile import fold
from services.reporting.store.figures import (
    count_circles,
    count_matches,
    read_accounting,
    read_figures,
)
from shared.contracts.envelope import Envelope
from shared.contracts.fact import Fact
from shared.contracts.notifications import NotificationSent, NotificationUnconfirmed
from shared.contracts.referrals import ReceiptIssued, ReferralAccepted, ReferralRejected
from shared.store.database import connect


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold, and the two numbers that were compared."""

    what: str
    expected: int
    found: int

    @property
    def holds(self) -> bool:
        """Whether the two agree."""
        return self.expected == self.found


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the year came to."""

    checks: list[Check]
    figures: Figures
    accounting: Accounting
    circles: dict[str, int]
    matches: dict[str, int]
    facts_by_type: dict[str, int] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether every check holds."""
        return all(check.holds for check in self.checks)

    def to_json(self) -> dict[str, Any]:
        """Return the same facts for machines."""
        return {
            "accounted_for": self.holds,
            "checks": [
                {"what": c.what, "expected": c.expected, "found": c.found, "holds": c.holds}
                for c in self.checks
            ],
            "whereabouts": dict(self.accounting.places),
            "circles": self.circles,
            "matches": self.matches,
            "facts": self.facts_by_type,
        }


async def judge(region: Region, year: Year, played: Played, mail: PostOffice) -> Verdict:
    """Compare submissions, receipts, journeys, figures, the log and the mail server's ledger."""
    database = connect(region.databases["reporting"], "demo", connections=1)
    try:
        figures = await read_figures(database)
        accounting = await read_accounting(
            database, year.programme, year.first_month, played.ended_on
        )
        circles = await count_circles(database, year.programme)
        matches = await count_matches(database, year.programme)
    finally:
        await database.dispose()
    log = once_each(played.log)
    checks = [
        *_receipts(played, log),
        _journeys(log, accounting),
        Check("figures that differ from the log", 0, len(differences(figures, fold(log)))),
        *_mail(log, mail),
        *(Check(what, 0, times) for what, times in played.must_not.items()),
    ]
    return Verdict(
        checks, figures, accounting, circles, matches, dict(Counter(f.TYPE for f in log))
    )


def once_each(log: list[tuple[Envelope, Fact]]) -> list[Fact]:
    """Return the log's facts without the second copies that a crash of a relay may leave."""
    seen: set[str] = set()
    facts = []
    for envelope, fact in log:
        if envelope.id not in seen:
            seen.add(envelope.id)
            facts.append(fact)
    return facts


def _receipts(played: Played, log: list[Fact]) -> list[Check]:
    answered: Counter[UUID] = Counter(f.receipt_id for f in log if isinstance(f, ReceiptIssued))
    twice = sum(1 for count in answered.values() if count > 1)
    return [
        Check("distinct events that have a receipt", played.distinct_events, len(answered)),
        Check("events that were answered twice", 0, twice),
    ]


def _journeys(log: list[Fact], accounting: Accounting) -> Check:
    judged = {f.referral_id for f in log if isinstance(f, ReferralAccepted | ReferralRejected)}
    return Check("referrals that are in exactly one place", len(judged), accounting.referred)


def _mail(log: list[Fact], mail: PostOffice) -> list[Check]:
    sent = {f.notification_id for f in log if isinstance(f, NotificationSent)}
    unsure = {f.notification_id for f in log if isinstance(f, NotificationUnconfirmed)}
    taken = len(mail.by_message_id)
    unsure_and_taken = max(0, min(taken - len(sent), len(unsure)))
    return [
        Check("messages the mail server took", len(sent) + unsure_and_taken, taken),
        Check("messages that were sent twice", 0, mail.taken_twice),
    ]
