"""What a listener knows of matching: waiting lists and members, folded from announcements alone."""

from collections import defaultdict
from uuid import UUID

from shared.contracts.fact import Fact
from shared.contracts.matching import (
    CircleCancelled,
    CircleConfirmed,
    CircleFact,
    CircleFormed,
    MemberJoined,
    MemberLeft,
)


class Fold:
    """Checks that every announcement is possible after those before it, and remembers it."""

    def __init__(self) -> None:
        self.queues: dict[str, list[UUID]] = defaultdict(list)
        self.declined: dict[UUID, set[UUID]] = defaultdict(set)
        self.members: dict[UUID, list[UUID]] = {}
        self.pool_of: dict[UUID, str] = {}
        self.status: dict[UUID, str] = {}
        self._in_front: dict[UUID, int] = defaultdict(int)

    def circle_of(self, referral_id: UUID) -> UUID | None:
        found = [c for c, members in self.members.items() if referral_id in members]
        assert len(found) <= 1, "one referral, one seat"
        return found[0] if found else None

    def forgets(self, referral_id: UUID) -> None:
        """A referral was taken back: its declined circles go with it."""
        self.declined.pop(referral_id, None)
        for queue in self.queues.values():
            if referral_id in queue:
                queue.remove(referral_id)

    def takes_in(self, fact: Fact) -> None:
        if not isinstance(fact, CircleFact):
            return
        if isinstance(fact, CircleFormed):
            assert fact.circle_id not in self.status, "formed once"
            self.status[fact.circle_id], self.members[fact.circle_id] = "forming", []
            self.pool_of[fact.circle_id] = f"{fact.programme}|{fact.area}|{fact.track}"
        elif isinstance(fact, MemberJoined):
            self._joined(fact)
        elif isinstance(fact, MemberLeft):
            self._left(fact)
        elif isinstance(fact, CircleConfirmed):
            assert self.status[fact.circle_id] == "forming", "confirmed once"
            listed = [member.referral_id for member in fact.members]
            assert listed == self.members[fact.circle_id], "the list is who joined and stayed"
            self.status[fact.circle_id] = "confirmed"
        elif isinstance(fact, CircleCancelled):
            assert self.status[fact.circle_id] == "forming", "what is confirmed will meet"
            self.status[fact.circle_id] = "cancelled"

    def _joined(self, fact: MemberJoined) -> None:
        queue = self.queues[self.pool_of[fact.circle_id]]
        willing = [waiter for waiter in queue if fact.circle_id not in self.declined[waiter]]
        assert willing, "a seat goes to somebody who waits in this pool"
        assert fact.referral_id == willing[0], "a seat goes to whoever waits longest"
        assert self.status[fact.circle_id] in ("forming", "confirmed")
        queue.remove(fact.referral_id)
        self.members[fact.circle_id].append(fact.referral_id)

    def _left(self, fact: MemberLeft) -> None:
        self.members[fact.circle_id].remove(fact.referral_id)
        queue = self.queues[self.pool_of[fact.circle_id]]
        if fact.reason == "circle_cancelled":
            queue.insert(self._in_front[fact.circle_id], fact.referral_id)
            self._in_front[fact.circle_id] += 1
        elif fact.reason == "declined":
            self.declined[fact.referral_id].add(fact.circle_id)
            queue.append(fact.referral_id)
