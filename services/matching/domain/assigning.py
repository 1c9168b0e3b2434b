"""Who gets an advocate at once: home before cover, a language, the emptiest caseload, in turn.

Room that is too small for whoever is next is kept for them, at most two units of a caseload: else a
complex case would be passed over for ever. While somebody has to be handed over, an advocate who
may take them takes nobody new.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from services.matching.domain.case_news import Assigned, Change, Closed, Happening, Waits
from services.matching.domain.caseloads import Advocate, Case, Caseloads


@dataclass(frozen=True, slots=True)
class Today:
    """The day, and within how many days of a contract's end an advocate hands over."""

    day: date
    handover_days: int

    def is_leaving(self, advocate: Advocate) -> bool:
        """Return whether the advocate takes nobody new and hands over."""
        ends = advocate.contract_ends
        return ends is not None and ends - self.day <= timedelta(days=self.handover_days)

    def is_over(self, advocate: Advocate) -> bool:
        """Return whether the contract's last day has passed."""
        return advocate.contract_ends is not None and advocate.contract_ends < self.day


class Looked(NamedTuple):
    """What a look at a profile found: units of a caseload, and who speaks what is needed."""

    complexity: int
    speakers: tuple[UUID, ...] = ()


def assess(loads: Caseloads, found: Mapping[UUID, Looked], today: Today) -> Change:
    """Let newcomers who were looked at have an advocate, or wait. Others stay newcomers."""
    seen = tuple(
        replace(case, **found[case.referral_id]._asdict())
        for case in loads.newcomers
        if case.referral_id in found
    )
    rest = tuple(case for case in loads.newcomers if case.referral_id not in found)
    loads = replace(loads, newcomers=rest).with_waiting((*loads.waiting, *seen))
    loads, happened = assign_waiting(loads, today)
    placed = {one.case.referral_id for one in happened}
    return loads, [*happened, *(Waits(case) for case in seen if case.referral_id not in placed)]


def close(loads: Caseloads, referral_id: UUID, reason: str, today: Today) -> Change:
    """End the support of somebody who waits or has an advocate; the room goes to who is next."""
    case, holder = loads.case(referral_id), loads.advocate_of(referral_id)
    if case is None:
        return loads, []
    loads, happened = assign_waiting(loads.without(referral_id), today)
    return loads, [
        Closed(case.changed(), holder.advocate_id if holder else None, reason),
        *happened,
    ]


def register(loads: Caseloads, said: Advocate, today: Today) -> Change:
    """Take a post in, or what was corrected of it; whoever waits may find room there now."""
    known = loads.advocate(said.advocate_id)
    post = known.corrected(said) if known else replace(said, most=said.cap)
    return assign_waiting(loads.with_advocate(post), today)


def assign_waiting(loads: Caseloads, today: Today) -> Change:
    """Give whoever waits an advocate who has room, in turn."""
    posts = {a.advocate_id: a for a in loads.advocates if not today.is_leaving(a)}
    for_handover = _who_may_take(posts, _to_hand_over(loads, today))
    kept: set[UUID] = set()
    happened: list[Happening] = []
    for case in loads.waiting:
        if all(post.room <= 0 or post.advocate_id in kept for post in posts.values()):
            break
        may = _who_may_take(posts, [case])
        barred = kept if case.in_care else kept | for_handover
        fits = [posts[one] for one in may - barred if case.complexity <= posts[one].room]
        if not fits:
            kept |= may
            continue
        best = min(fits, key=lambda post: _preference(case, post))
        received = best.receiving(case)
        posts[best.advocate_id] = best.carrying(received)
        happened.append(Assigned(received, best.advocate_id))
    return _with(loads, posts, happened), happened


def _to_hand_over(loads: Caseloads, today: Today) -> Sequence[Case]:
    """Return everybody whose advocate is about to leave."""
    return [case for a in loads.advocates if today.is_leaving(a) for case in a.cases]


def _who_may_take(posts: Mapping[UUID, Advocate], cases: Iterable[Case]) -> set[UUID]:
    """Return who could take one of these if the caseload were empty: only they wait for them."""
    return {
        one
        for one, post in posts.items()
        if any(post.works_in(case.area) and case.complexity <= post.cap for case in cases)
    }


def _preference(case: Case, post: Advocate) -> tuple[bool, bool, int, UUID]:
    """Home before cover, then who speaks what the person needs, then the emptiest caseload."""
    speaks = post.advocate_id in case.speakers
    return case.area != post.home, not speaks, post.share, post.advocate_id


def _with(loads: Caseloads, posts: Mapping[UUID, Advocate], happened: list[Happening]) -> Caseloads:
    if not happened:
        return loads
    placed = {one.case.referral_id for one in happened}
    known = {a.advocate_id: a for a in loads.advocates} | dict(posts)
    waiting = (case for case in loads.waiting if case.referral_id not in placed)
    return loads.with_advocates(known.values()).with_waiting(waiting)
