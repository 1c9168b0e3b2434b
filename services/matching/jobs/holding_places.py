"""From pairs to proposals: each mentor's row holds the place, or not, under its lock."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from services.matching.domain.mentee import Mentee
from services.matching.domain.mentor import Held, Mentor
from services.matching.domain.places import Proposed, propose
from services.matching.domain.run_answers import Fallen, Placed
from services.matching.domain.still_stands import why_not_mentor
from services.matching.jobs.pairing_problem import Market
from services.matching.optimization.solution import Pair
from services.matching.publishes import said_of_mentor
from shared.ids import derived
from shared.local_day import local_day
from shared.runtime.decision import UNCHANGED, Decision
from shared.runtime.engine import Engine

MATCHES: Final = UUID("7c3f5f0a-8f43-5a55-9b8e-6a4d1d3a7f02")
"""Namespace of match ids: one mentor, one young person, one run."""

Wanted = Mapping[UUID, list[Proposed]]
"""What is to be proposed, by mentor."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Which run proposes, and until when an answer counts."""

    run: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Holding:
    """The referrals for which a place is held, and why none is for the others."""

    held: frozenset[UUID]
    refused: Mapping[UUID, str]


def wanted(market: Market, pairs: Iterable[Pair], offer: Offer) -> Wanted:
    """Return pairs as proposals; all of them are good enough, by the problem's rules."""
    mentees = {str(mentee.referral_id): mentee for mentee in market.mentees}
    mentors = {mentor.mentor_id: mentor for mentor in market.mentors}
    found: dict[UUID, list[Proposed]] = defaultdict(list)
    for pair in pairs:
        mentee, mentor_id = mentees[pair.person], UUID(pair.supply)
        held = place_for(mentee, mentor_id, market.adult_on(mentee), offer.run)
        slots = market.common_slots(mentee, mentors[mentor_id])
        found[mentor_id].append(Proposed(held, offer.expires_at, offer.run, slots))
    return found


async def hold(engine: Engine, proposals: Wanted, now: datetime) -> frozenset[UUID]:
    """Hold each place under its mentor's lock; return the referrals for which one could be."""
    return (await hold_or_say_why(engine, proposals, now)).held


async def hold_or_say_why(engine: Engine, proposals: Wanted, now: datetime) -> Holding:
    """Hold each place under its mentor's lock, and say why where none could be.

    A place that is held for this very match already, by a process that died since, is held.
    """
    held: set[UUID] = set()
    refused: dict[UUID, str] = {}

    def decide(mentor: Mentor | None, now: datetime) -> Decision:
        if mentor is None:
            return UNCHANGED
        after, facts = mentor, []
        for one in proposals[mentor.mentor_id]:
            why_not = why_not_mentor(after, one.held, local_day(now))
            after, happened = propose(after, one, now)
            facts += said_of_mentor(after, happened)
            if after.holding(one.held.match_id):
                held.add(one.held.referral_id)
            elif why_not:
                refused[one.held.referral_id] = why_not
        return after, facts

    if proposals:
        await engine.command(Mentor, sorted(proposals), decide, now)
    return Holding(frozenset(held), refused)


def fallen_of(pairs: Iterable[Placed], holding: Holding) -> tuple[Fallen, ...]:
    """Return the pairs for which no place is held, and why."""
    return tuple(
        Fallen(pair.person, pair.mentor, holding.refused.get(pair.person, "mentor_left"))
        for pair in pairs
        if pair.person not in holding.held
    )


def place_for(mentee: Mentee, mentor_id: UUID, adult_on: date | None, run: str) -> Held:
    """Return the place that this run would have this mentor hold."""
    match_id = derived(MATCHES, mentor_id, mentee.referral_id, run)
    return Held(match_id, mentee.referral_id, mentee.person_id, mentee.area, adult_on)
