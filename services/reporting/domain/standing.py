"""What follows from a journey as a whole: which measures count it, and where the person is now."""

from dataclasses import replace

from services.reporting.domain.journey import Journey, Whereabouts

OUTCOMES = ("started_work", "training", "further_education", "work_experience")
"""The kinds of outcome that count; progress short of them is recorded and not counted here."""


def judged(journey: Journey) -> Journey:
    """Return the journey with everything that follows from its facts.

    Every stage counts only those whom the stage before counts, so that no numerator is ever larger
    than its denominator, however far one stream runs ahead of another.
    """
    joined = journey.accepted and bool(journey.seats)
    attended = joined and any(a.attended for a in journey.attendances)
    kinds = {o.kind for o in journey.outcomes if journey.accepted and o.kind in OUTCOMES}
    stages = replace(
        journey,
        joined=joined,
        invited=joined and _was_invited(journey),
        attended=attended,
        completed=attended and _completed_a_series(journey),
        outcome_kinds=tuple(sorted(kinds)),
    )
    return replace(stages, whereabouts=_whereabouts(stages))


def is_complete(attended: int, planned: int) -> bool:
    """Say whether coming this often completes a series: three of four, or as large a part."""
    return planned > 0 and 4 * attended >= 3 * planned


def _completed_a_series(journey: Journey) -> bool:
    return any(
        is_complete(
            sum(a.attended for a in journey.attendances if a.circle_id == series.circle_id),
            series.planned,
        )
        for series in journey.participations
    )


def _was_invited(journey: Journey) -> bool:
    return any(e.template == "invitation" and e.ending == "sent" for e in journey.letters)


def _whereabouts(journey: Journey) -> Whereabouts:
    """Return the one place that accounts for the person; what was achieved counts first."""
    if journey.month is None:
        return "unplaced"
    if not journey.accepted:
        return "rejected"
    if journey.completed:
        return "completed_with_outcome" if journey.outcome_kinds else "completed_without_outcome"
    return "withdrawn" if journey.withdrawn else _on_the_way(journey)


def _on_the_way(journey: Journey) -> Whereabouts:
    over = {series.circle_id for series in journey.participations}
    if any(seat.is_held and seat.circle_id not in over for seat in journey.seats):
        return "in_circle"
    return "not_completed" if over else "waiting"
