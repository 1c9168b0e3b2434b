"""What every programme's year has: people who are referred, who come or not, and what follows."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final, Protocol
from uuid import UUID

from deploy.demo.referred import Referred
from deploy.demo.submissions import Desk, spoilt
from shared.contracts.envelope import Envelope
from shared.contracts.fact import Fact
from shared.contracts.referrals import ReceiptIssued
from shared.contracts.scheduling import (
    BookingCancelled,
    BookingMade,
    ParticipationCompleted,
    SessionHeld,
)

Event = tuple[bytes, bytes]
Action = Callable[[datetime], None]
BAD_SHARE: Final = 0.02
TWICE_SHARE: Final = 0.04


class Sends(Protocol):
    """Publishes an event to a stream; the player's only way to reach the services."""

    def __call__(self, event: Event) -> None:
        """Publish it; returns before the broker has it."""


class Playing:
    """Everybody outside the system. Reads open facts, decides by a seed, submits."""

    def __init__(self, desk: Desk, send: Sends, seed: int) -> None:
        self.desk = desk
        self.did: Counter[str] = Counter()
        self.must_not: dict[str, int] = {}
        """What must never happen, as far as people outside can see it, and how often it did."""
        self._send, self._draw = send, Random(f"behaviour-{seed}")
        self._agenda: dict[date, list[Action]] = defaultdict(list)
        self._person_of: dict[UUID, Referred] = {}
        self._asked: dict[str, Referred] = {}
        self._booked: dict[UUID, dict[UUID, BookingMade]] = defaultdict(dict)

    def hear(self, day: date, facts: list[tuple[Envelope, Fact]]) -> None:
        """React to what was published."""
        for _, fact in facts:
            self._react(day, fact)

    def act(self, since: date, until: date) -> int:
        """Do what is planned after ``since`` up to ``until``; return how many things that were."""
        due = sorted(day for day in self._agenda if since < day <= until)
        done = 0
        for day in due:
            at = datetime.combine(day, time(9), tzinfo=UTC)
            for action in self._agenda.pop(day):
                action(at)
                done += 1
        return done

    def _react(self, day: date, fact: Fact) -> None:
        match fact:
            case ReceiptIssued():
                self._on_receipt(fact)
            case BookingMade():
                self._booked[fact.session_id][fact.referral_id] = fact
            case BookingCancelled():
                self._booked[fact.session_id].pop(fact.referral_id, None)
            case SessionHeld():
                self._on_held(day, fact)
            case ParticipationCompleted():
                self._on_completed(day, fact)

    def _plan(self, day: date, action: Action) -> None:
        self._agenda[day].append(action)

    def _submit(self, what: str, event: Event) -> None:
        """Send an event; some senders send it twice."""
        self._send(event)
        self.did[what] += 1
        if self._draw.random() < TWICE_SHARE:
            self._send(event)
            self.did["sent twice"] += 1

    def _refers(self, person: Referred) -> Action:
        def refer(at: datetime) -> None:
            event = self.desk.referral(person, at)
            if self._draw.random() < BAD_SHARE:
                self._send(spoilt(event, person.number))
                self.did["bad events"] += 1
            self._asked[self.desk.last_id] = person
            self._submit("referrals", event)
            self._plan_changes(person)

        return refer

    def _plan_changes(self, person: Referred) -> None:
        soon = person.referred_on
        if person.withdraws_after is not None:
            day = soon + timedelta(days=person.withdraws_after)
            self._plan(
                day, lambda at: self._submit("withdrawals", self.desk.withdrawal(person, at))
            )
        if person.moves_to is not None and person.moves_to != person.area:
            area = person.moves_to
            self._plan(
                soon + timedelta(days=20),
                lambda at: self._submit("moves", self.desk.move(person, area, at)),
            )

    def _on_receipt(self, receipt: ReceiptIssued) -> None:
        self.did[f"receipts {receipt.verdict}"] += 1
        person = self._asked.pop(receipt.event_id or "", None)
        if person is not None and receipt.referral_id is not None:
            self._person_of[receipt.referral_id] = person

    def _on_held(self, day: date, held: SessionHeld) -> None:
        booked = dict(self._booked[held.session_id])

        def report(at: datetime) -> None:
            for referral_id in booked:
                self._report_attendance(held, referral_id, at)

        self._plan(day + timedelta(days=1), report)

    def _report_attendance(self, held: SessionHeld, referral_id: UUID, at: datetime) -> None:
        person = self._person_of.get(referral_id)
        came = self._draw.random() < (person.reliability if person else 0.8)
        event = self.desk.attendance(held.circle_id, held.session_id, referral_id, at, came=came)
        self._submit("came" if came else "did not come", event)

    def _on_completed(self, day: date, done: ParticipationCompleted) -> None:
        person = self._person_of.get(done.referral_id)
        if person is None or person.outcome is None:
            return
        if self._draw.random() > (1.0 if done.attended * 2 >= done.planned else 0.4):
            return
        kind, started = person.outcome, day + timedelta(days=self._draw.randrange(3, 45))
        self._plan(
            started,
            lambda at: self._submit("outcomes", self.desk.outcome(person, kind, started, at)),
        )
