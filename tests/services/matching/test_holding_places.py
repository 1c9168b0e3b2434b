"""A mentor's row holds a place, or says why not; for the same match it holds one place only."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from services.matching.domain.clearance import Clearance
from services.matching.domain.mentor import Held, Mentor
from services.matching.domain.places import Proposed, propose
from services.matching.domain.still_stands import why_not_mentor
from services.matching.jobs.holding_places import hold_or_say_why
from services.matching.store.tables import STATES
from tests.conftest import OpensStore
from tests.services.matching.linked import BIRMINGHAM, NOW, PROGRAMME, WEEK, Linked

TODAY = NOW.date()
READY = Mentor(uuid4(), uuid4(), PROGRAMME, BIRMINGHAM, 1, 11, 25, True, True)  # noqa: FBT003
GROWN = Held(uuid4(), uuid4(), uuid4(), BIRMINGHAM, adult_on=TODAY)
MINOR = replace(GROWN, adult_on=TODAY + timedelta(days=1))
OTHER = Held(uuid4(), uuid4(), uuid4(), BIRMINGHAM, adult_on=TODAY)
CLEARED = Clearance("enhanced_dbs_children", "dbs", "england", TODAY, TODAY)


@pytest.mark.parametrize(
    ("mentor", "held", "why_not"),
    [
        (READY, GROWN, None),
        (None, GROWN, "mentor_left"),
        (replace(READY, has_left=True), GROWN, "mentor_left"),
        (replace(READY, held=(GROWN,), taken=1), GROWN, "held_already"),
        (replace(READY, paused=True), GROWN, "mentor_paused"),
        (replace(READY, trained=False), GROWN, "mentor_not_ready"),
        (replace(READY, profile_completed=False), GROWN, "mentor_not_ready"),
        (READY, MINOR, "clearance"),
        (READY, replace(MINOR, adult_on=None), "clearance"),
        (replace(READY, clearances=(CLEARED,)), MINOR, None),
        (replace(READY, held=(OTHER,), taken=1), GROWN, "no_place"),
        (replace(READY, held=(OTHER,), taken=1, capacity=2), GROWN, None),
    ],
)
def test_a_place_is_held_unless_there_is_a_reason_against_it(
    mentor: Mentor | None, held: Held, why_not: str | None
) -> None:
    assert why_not_mentor(mentor, held, TODAY) == why_not
    if mentor is not None:
        after, happened = propose(mentor, Proposed(held, WEEK, "run"), NOW)
        assert bool(happened) == (why_not is None)
        assert after.taken == mentor.taken + len(happened)


async def test_a_place_that_is_held_for_this_match_is_held_when_asked_for_again(
    postgres_store: OpensStore,
) -> None:
    place = Linked(await postgres_store(STATES))
    await place.keeps(Mentor, READY.mentor_id, READY)
    wanted: dict[UUID, list[Proposed]] = {READY.mentor_id: [Proposed(GROWN, WEEK, "run")]}
    for _ in range(2):
        holding = await hold_or_say_why(place.engine, wanted, NOW)
        assert (holding.held, holding.refused) == (frozenset({GROWN.referral_id}), {})
    another = {READY.mentor_id: [Proposed(replace(GROWN, match_id=uuid4()), WEEK, "next run")]}
    holding = await hold_or_say_why(place.engine, another, NOW)
    assert holding.refused == {GROWN.referral_id: "held_already"}
