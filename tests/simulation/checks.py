"""Invariants that need to know a service from within."""

from collections.abc import Iterator, Sequence

from services.reporting.domain.figures import differences, figures_of
from services.reporting.domain.journey import Journey
from services.reporting.jobs.reconcile import fold
from shared.contracts.fact import Fact
from shared.contracts.streams import Stream
from shared.testing.simulation.cast import Invariant
from shared.testing.simulation.history import History


def report_equals_log(history: History) -> Iterator[str]:
    """The stored figures are those of the log, to the unit."""
    if history.plan.ends_closed:
        return
    journeys = history.services["reporting"].store.contents.states.get(Journey, {})
    for difference in differences(figures_of(journeys.values()), fold(_facts(history))):
        yield f"{difference.key.figure_id}: stored {difference.first}, log {difference.second}"


def _facts(history: History) -> Iterator[Fact]:
    streams = (
        Stream.REFERRALS,
        Stream.WAITING,
        Stream.CIRCLES,
        Stream.SESSIONS,
        Stream.OUTCOMES,
        Stream.NOTIFICATIONS,
    )
    for stream in streams:
        yield from history.facts(stream)


CHECKS: Sequence[Invariant] = (report_equals_log,)
