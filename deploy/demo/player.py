"""Plays the year: senders submit, people behave, time passes; the services do the rest."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Final, Protocol
from uuid import UUID

from deploy.demo.cast import Jobseeker, Offer
from deploy.demo.submissions import Desk, spoilt
from shared.contracts.envelope import Envelope
from shared.contracts.fact import Fact
from shared.contracts.matching import MemberJoined
from shared.contracts.referrals import ReceiptIssued
from shared.contracts.scheduling import (
    BookingCancelled,
    BookingMade,
    ParticipationCompleted,
    SessionHeld,
)

Event = tuple[bytes, bytes]
BAD_SHARE: Final = 0.02
TWICE_SHARE: Final = 0.04


class Sends(Protocol):
    """Publishes an event to a stream; the player's only way to reach the services."""

    def __call__(self, event: Event) -> None:
        """Publish it; returns before the broker has it."""


class Player:
    """Everybody outside the system. Reads open facts, decides by a seed, submits."""

    def __init__(
        self, people: list[Jobseeker], offers: list[Offer], desk: Desk, send: Sends, seed: int
    ) -> None:
        self._desk, self._send, self._draw = desk, send, Random(f"behaviour-{seed}")
        self._agenda: dict[date, list[Callable[[datetime], None]]] = defaultdict(list)
        self._person_of: dict[UUID, Jobseeker] = {}
        self._asked: dict[str, Jobseeker] = {}
        self._booked: dict[UUID, dict[UUID, BookingMade]] = defaultdict(dict)
        self._declined: set[int] = set()
        self.did: Counter[str] = Counter()
        for person in people:
            self._plan(person.referred_on, self._refers(person))
        for offer in offers:
            self._plan(offer.made_on, partial(self._offers, offer))

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

    @property
    def last_plan(self) -> date | None:
        """The last day on which something is planned."""
        return max(self._agenda, default=None)

    def _react(self, day: date, fact: Fact) -> None:
        match fact:
            case ReceiptIssued():
                self._on_receipt(fact)
            case MemberJoined():
                self._on_place(day, fact)
            case BookingMade():
                self._booked[fact.session_id][fact.referral_id] = fact
            case BookingCancelled():
                self._booked[fact.session_id].pop(fact.referral_id, None)
            case SessionHeld():
                self._on_held(day, fact)
            case ParticipationCompleted():
                self._on_completed(day, fact)

    def _plan(self, day: date, action: Callable[[datetime], None]) -> None:
        self._agenda[day].append(action)

    def _submit(self, what: str, event: Event) -> None:
        """Send an event; some senders send it twice."""
        self._send(event)
        self.did[what] += 1
        if self._draw.random() < TWICE_SHARE:
            self._send(event)
            self.did["sent twice"] += 1

    def _refers(self, person: Jobseeker) -> Callable[[datetime], None]:
        def refer(at: datetime) -> None:
            event = self._desk.referral(person, at)
            if self._draw.random() < BAD_SHARE:
                self._send(spoilt(event, person.number))
                self.did["bad events"] += 1
            self._asked[self._desk.last_id] = person
            self._submit("referrals", event)
            self._plan_changes(person)

        return refer

    def _plan_changes(self, person: Jobseeker) -> None:
        soon = person.referred_on
        if person.withdraws_after is not None:
            day = soon + timedelta(days=person.withdraws_after)
            self._plan(
                day, lambda at: self._submit("withdrawals", self._desk.withdrawal(person, at))
            )
        if person.moves_to is not None and person.moves_to != person.area:
            area = person.moves_to
            self._plan(
                soon + timedelta(days=20),
                lambda at: self._submit("moves", self._desk.move(person, area, at)),
            )

    def _offers(self, offer: Offer, at: datetime) -> None:
        self._submit("offers", self._desk.offer(offer, at))

    def _on_receipt(self, receipt: ReceiptIssued) -> None:
        self.did[f"receipts {receipt.verdict}"] += 1
        person = self._asked.pop(receipt.event_id or "", None)
        if person is not None and receipt.referral_id is not None:
            self._person_of[receipt.referral_id] = person

    def _on_place(self, day: date, joined: MemberJoined) -> None:
        person = self._person_of.get(joined.referral_id)
        if person is None or not person.declines or person.number in self._declined:
            return
        self._declined.add(person.number)
        self._plan(
            day + timedelta(days=1),
            lambda at: self._submit("declines", self._desk.decline(person, joined.circle_id, at)),
        )

    def _on_held(self, day: date, held: SessionHeld) -> None:
        booked = dict(self._booked[held.session_id])

        def report(at: datetime) -> None:
            for referral_id in booked:
                self._report_attendance(held, referral_id, at)

        self._plan(day + timedelta(days=1), report)

    def _report_attendance(self, held: SessionHeld, referral_id: UUID, at: datetime) -> None:
        person = self._person_of.get(referral_id)
        came = self._draw.random() < (person.reliability if person else 0.8)
        event = self._desk.attendance(held.circle_id, held.session_id, referral_id, at, came=came)
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
            lambda at: self._submit("outcomes", self._desk.outcome(person, kind, started, at)),
        )
