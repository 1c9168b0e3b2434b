"""Every invariant of a region, in the order in which a reader of violations wants them."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from shared.testing.invariants import (
    answers,
    circles,
    delivery,
    effects,
    mail,
    order,
    sessions,
)
from shared.testing.invariants.violation import Violation
from shared.testing.simulation.cast import Invariant
from shared.testing.simulation.history import History

INVARIANTS: Sequence[Invariant] = (
    delivery.came_to_rest,
    delivery.stages_are_known,
    delivery.nothing_lost,
    delivery.applied_once,
    delivery.no_ghost_facts,
    delivery.one_event_one_content,
    order.sequence_contiguous,
    order.order_per_key,
    order.parked_behind_dead_letter,
    order.stages_obeyed,
    order.parked_facts_are_released,
    answers.one_receipt_per_event,
    answers.accounting_closes,
    answers.dead_letters_account_for_the_rest,
    answers.intrusions_are_caught,
    answers.evidence_opens,
    effects.accepted_happened_and_refused_did_not,
    effects.everybody_accepted_has_one_place,
    circles.seats_never_oversold,
    circles.one_circle_per_pool,
    circles.graduates_apart,
    circles.seats_go_to_the_accepted,
    circles.confirmed_circles_are_within_bounds,
    mail.sent_at_most_once,
    mail.told_as_it_was,
    mail.mail_obeys_stages,
    mail.nobody_written_to_without_consent,
    sessions.confirmed_members_are_booked,
    sessions.nobody_expected_twice_at_once,
)

SHOWN = 5
"""At most so many violations of one invariant are listed."""


def violations(history: History, only: Iterable[str] = ()) -> list[Violation]:
    """Return what does not hold; ``only`` names the invariants to look at, all by default."""
    wanted = frozenset(only)
    return [
        Violation(invariant.__name__, detail)
        for invariant in (*INVARIANTS, *history.cast.checks)
        if not wanted or invariant.__name__ in wanted
        for detail in _some(invariant(history))
    ]


def _some(details: Iterator[str]) -> Iterator[str]:
    return islice(details, SHOWN)
