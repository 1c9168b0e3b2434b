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
from services.matching.jobs.pairing_problem import Market
from services.matching.optimization.solution import Pair
from services.matching.publishes import said_of_mentor
from shared.ids import derived
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


def wanted(market: Market, pairs: Iterable[Pair], offer: Offer) -> Wanted:
    """Return pairs as proposals; all of them are good enough, by the problem's rules."""
    mentees = {str(mentee.referral_id): mentee for mentee in market.mentees}
    mentors = {mentor.mentor_id: mentor for mentor in market.mentors}
    found: dict[UUID, list[Proposed]] = defaultdict(list)
    for pair in pairs:
        mentee, mentor_id = mentees[pair.person], UUID(pair.supply)
        held = _held(mentee, mentor_id, market.adult_on(mentee), offer.run)
        slots = market.common_slots(mentee, mentors[mentor_id])
        found[mentor_id].append(Proposed(held, offer.expires_at, offer.run, slots))
    return found


async def hold(engine: Engine, proposals: Wanted, now: datetime) -> frozenset[UUID]:
    """Hold each place under its mentor's lock; return the referrals for which one could be."""
    held: set[UUID] = set()

    def decide(mentor: Mentor | None, now: datetime) -> Decision:
        if mentor is None:
            return UNCHANGED
        after, facts = mentor, []
        for one in proposals[mentor.mentor_id]:
            after, happened = propose(after, one, now)
            facts += said_of_mentor(after, happened)
            if happened:
                held.add(one.held.referral_id)
        return after, facts

    if proposals:
        await engine.command(Mentor, sorted(proposals), decide, now)
    return frozenset(held)


def _held(mentee: Mentee, mentor_id: UUID, adult_on: date | None, run: str) -> Held:
    match_id = derived(MATCHES, mentor_id, mentee.referral_id, run)
    return Held(match_id, mentee.referral_id, mentee.person_id, mentee.area, adult_on)
