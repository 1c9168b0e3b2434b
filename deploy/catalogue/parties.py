"""Who says and who hears what: the catalogue's publishers, and the services' own tables."""

from dataclasses import dataclass
from functools import cache
from importlib import import_module

from deploy.local.listens import subscriptions_of
from shared.contracts.catalogue import PUBLISHERS
from shared.contracts.employers import AskChanged, ContributionCounted, EmployerRegistered
from shared.contracts.fact import Fact
from shared.contracts.failures import FactDeadLettered
from shared.contracts.matching import (
    CaseAssigned,
    CaseClosed,
    CaseTransferred,
    CaseUnassigned,
    MatchEnded,
    MatchMade,
    MatchProposed,
    ProposalClosed,
)
from shared.contracts.operations import ClockTicked, StageChanged
from shared.contracts.referrals import ReceiptIssued
from shared.contracts.reporting import FigureComputed
from shared.contracts.schools import (
    SchoolMatched,
    SchoolRequestClosed,
    SchoolTransferred,
    SchoolUnmatched,
    SchoolWaitlisted,
)

SERVICES = ("referrals", "matching", "scheduling", "notifications", "reporting")
EVERY_SERVICE_ANNOUNCES = PUBLISHERS["every service"]
EVERY_SERVICE_HEARS = (StageChanged, ClockTicked)
"""What the engine obeys, so that no table of subscriptions names it."""

_OF_MATCHES = (MatchProposed, ProposalClosed, MatchMade, MatchEnded)
_OF_CASES = (CaseAssigned, CaseTransferred, CaseUnassigned, CaseClosed)
_OF_SCHOOLS = (
    SchoolWaitlisted,
    SchoolMatched,
    SchoolTransferred,
    SchoolUnmatched,
    SchoolRequestClosed,
)
"""What mentors' and advocates' organizations hear of those with whom their people are, and schools
of who comes."""


@dataclass(frozen=True)
class Party:
    """Somebody in the exchange, with the facts that they announce and hear."""

    name: str
    purpose: str
    announces: tuple[type[Fact], ...] = ()
    hears: tuple[type[Fact], ...] = ()
    is_service: bool = False


@cache
def parties() -> tuple[Party, ...]:
    """Return everybody, in the order in which a referral meets them."""
    return (
        Party(
            "senders",
            "Jobcentres, schools, employers, mentors' and advocates' organizations and "
            "facilitators: each submitted event gets a receipt; who is with which mentor or "
            "advocate, and who comes to which school, stands on open streams.",
            announces=PUBLISHERS["senders"],
            hears=(ReceiptIssued, *_OF_MATCHES, *_OF_CASES, *_OF_SCHOOLS),
        ),
        *map(_service, SERVICES),
        Party(
            "operators",
            "People who roll programmes out, and look at what could not be applied.",
            announces=PUBLISHERS["operations"],
            hears=(FactDeadLettered,),
        ),
        Party(
            "analysts",
            "Whoever evaluates the programmes, and what employers of which kind give.",
            hears=(FigureComputed, EmployerRegistered, AskChanged, ContributionCounted),
        ),
    )


def readers_of(fact: type[Fact]) -> list[str]:
    """Return the names of everybody who hears a fact."""
    return [party.name for party in parties() if fact in party.hears]


def publishers_of(fact: type[Fact]) -> list[str]:
    """Return the names of everybody who announces a fact."""
    return [party.name for party in parties() if fact in party.announces]


def _service(name: str) -> Party:
    heard = dict.fromkeys(row.fact for row in subscriptions_of(name).hears)
    return Party(
        name,
        str(import_module(f"services.{name}").__doc__ or "").strip().splitlines()[0],
        announces=(*PUBLISHERS[name], *EVERY_SERVICE_ANNOUNCES),
        hears=(*heard, *EVERY_SERVICE_HEARS),
        is_service=True,
    )
