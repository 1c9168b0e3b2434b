"""Whatever is heard, in whatever order: no seat twice, nobody lost, nobody jumps the queue."""

import random
from collections import Counter
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.services.matching.builders import HACKNEY, LEICESTER, MONDAY
from tests.services.matching.story import OFFERS, PEOPLE, Story

AREAS = [HACKNEY, HACKNEY, LEICESTER]
TRACKS = ["general", "general", "graduates"]
VERBS = ["accept"] * 7 + ["withdraw", "move", "decline", "decline"]

life = st.tuples(
    st.sampled_from(VERBS),
    st.sampled_from(PEOPLE),
    st.sampled_from(AREAS),
    st.sampled_from(OFFERS),
)
offer = st.tuples(
    st.just("offer"),
    st.sampled_from(OFFERS),
    st.sampled_from(AREAS),
    st.sampled_from(TRACKS),
    st.tuples(st.integers(1, 5), st.integers(5, 9)),
    st.integers(-1, 30),
    st.integers(0, 12),
)
passing = st.tuples(st.just("pass_"), st.integers(1, 30), st.booleans())
step = st.one_of(life, life, life, life, life, offer, passing)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(step, min_size=30, max_size=90))
def test_seats_are_never_oversold_and_nobody_is_lost(told: list[tuple[Any, ...]]) -> None:
    a_story_of(told)


def test_sixty_long_stories_in_which_everything_happens() -> None:
    happened: Counter[str] = Counter()
    for seed in range(60):
        told = a_story_of(steps_from(random.Random(seed)))
        for fact in told.region.announced:
            happened[f"{type(fact).__name__} {getattr(fact, 'reason', '')}".strip()] += 1
        happened["finished"] += len(told.finished)
    # What never happened was never tested.
    assert {what for what, times in happened.items() if times >= 10} >= {
        "CircleFormed",
        "ReferralWaitlisted",
        "MemberJoined",
        "MemberLeft withdrawn",
        "MemberLeft moved",
        "MemberLeft declined",
        "MemberLeft circle_cancelled",
        "CircleConfirmed",
        "CircleCancelled too_few_members",
        "CircleCancelled start_passed",
        "finished",
    }, happened


def a_story_of(told: list[tuple[Any, ...]]) -> Story:
    story = Story()
    for verb, *details in told:
        story.step(verb, *details)
    for _ in range(60):
        story.step("pass_", 30, None)
    assert story.region.now > MONDAY + timedelta(days=800)
    assert all(not pool.circles for pool in story.region.pools.values())
    return story


def steps_from(seeded: random.Random) -> list[tuple[Any, ...]]:
    return [_step(seeded) for _ in range(160)]


def _step(seeded: random.Random) -> tuple[Any, ...]:
    kind = seeded.random()
    if kind < 0.12:
        seats = (seeded.randint(1, 5), seeded.randint(5, 9))
        days, notice = seeded.randint(-1, 30), seeded.randint(0, 12)
        where = seeded.choice(AREAS), seeded.choice(TRACKS)
        return ("offer", seeded.choice(OFFERS), *where, seats, days, notice)
    if kind < 0.25:
        return ("pass_", seeded.randint(1, 30), seeded.random() < 0.3)
    person, place = seeded.choice(PEOPLE), seeded.choice(AREAS)
    return (seeded.choice(VERBS), person, place, seeded.choice(OFFERS))
