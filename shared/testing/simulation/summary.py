"""What many simulations add up to, and what never happened in any of them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from shared.contracts.catalogue import FACTS
from shared.contracts.failures import FactDeadLettered
from shared.contracts.operations import ClockTicked
from shared.contracts.people import PersonErased
from shared.runtime.crash_points import POINTS
from shared.testing.invariants.violation import Violation
from shared.testing.simulation.history import History

UNREACHABLE = frozenset({"shutdown.in_flight"})
"""Crash points of parts that the simulation replaces."""

UNPLAYED = frozenset({ClockTicked.TYPE, PersonErased.TYPE})
"""Facts that nobody in a simulation announces."""

TROUBLE = frozenset(
    {
        "answer_lost",
        "batch_rewound",
        "broker_away",
        "database_away",
        "discarded",
        "duplicate",
        "duplicate_absorbed",
        "held_back",
        "late_commit",
        "late_delivery",
        "lost_answer",
        "mail_answer_lost",
        "mail_closed",
        "mail_deferred",
        "mail_lost_on_the_way",
        "mail_refused",
        "mail_unavailable",
        "nameless_bytes",
        "no_connection",
        "rebalance",
        "refused_by_the_database",
        "released",
        "replayed",
        "restart",
        "woken",
        "dead_letter handler_failed",
        "dead_letter schema_invalid",
        "dead_letter seats_outside_programme_bounds",
        "dead_letter store_refused",
        "dead_letter type_unknown",
        "dead_letter wrong_stream",
    }
)
"""What must have happened somewhere in a long run, or the run proves less than it says."""


@dataclass(slots=True)
class Summary:
    """Seeds played, what failed, and what the run went through."""

    seeds: int = 0
    seconds: float = 0.0
    records: int = 0
    failures: dict[int, list[Violation]] = field(default_factory=dict)
    """Seed -> what did not hold in it."""
    trouble: Counter[str] = field(default_factory=Counter)
    """Which trouble really happened, how often."""
    crashes: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(service, crash point) -> how often it crashed there."""
    facts: Counter[str] = field(default_factory=Counter)
    """CloudEvents type -> how many events."""

    @property
    def seeds_per_second(self) -> float:
        """How fast it went, judging included."""
        return self.seeds / self.seconds if self.seconds else 0.0

    def add(self, history: History, found: list[Violation]) -> None:
        """Add one history and what does not hold in it."""
        self.seeds += 1
        self.records += len(history.log.everything)
        self.crashes.update(history.crashes.fired)
        self.trouble.update(_trouble_of(history))
        self.facts.update(event.type for event in history.events)
        if found:
            self.failures[history.plan.seed] = found

    def never_happened(self) -> Iterator[str]:
        """Yield what a long run must go through and this one did not."""
        crashed_at = {point for _, point in self.crashes}
        yield from sorted(f"crash at {p}" for p in set(POINTS) - UNREACHABLE - crashed_at)
        yield from sorted(trouble for trouble in TROUBLE if not self.trouble[trouble])
        yield from sorted(kind for kind in FACTS.keys() - UNPLAYED if not self.facts[kind])


def _trouble_of(history: History) -> Counter[str]:
    trouble = Counter(history.fired)
    trouble.update({f"mail_{what}": n for what, n in history.cast.mail.troubles.items()})
    for service in history.services.values():
        tally = service.tally
        trouble["duplicate_absorbed"] += tally.duplicates
        trouble["held_back"] += tally.held
        trouble["released"] += tally.released
        trouble["batch_rewound"] += tally.rewound
        trouble["woken"] += tally.woken
        for fact in history.said_by(service.name):
            if isinstance(fact, FactDeadLettered):
                trouble[f"dead_letter {fact.code}"] += 1
    trouble["nameless_bytes"] += len(history.mailbag.nameless)
    return trouble
