"""Jobcentres, hosts and facilitators: they submit, and react to what they read in the log."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

import orjson

from shared.contracts.inbound import (
    AttendanceSubmitted,
    DeclineSubmitted,
    MoveSubmitted,
    OutcomeSubmitted,
    Submission,
    WithdrawalSubmitted,
)
from shared.contracts.matching import MemberJoined
from shared.contracts.referrals import ReceiptIssued
from shared.contracts.scheduling import BookingCancelled, BookingMade
from shared.contracts.streams import Stream, topic
from shared.testing.simulated_log import LogRecord
from shared.testing.simulation.mailbag import Mailbag
from shared.testing.simulation.people import Referred, draw_offer, draw_referral, referred_again
from shared.testing.simulation.plan import AREAS, LASTS, REGION, Plan

Json = dict[str, Any]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FACILITATOR = "/facilitators/platform"
_READS = {topic(REGION, s) for s in (Stream.RECEIPTS, Stream.CIRCLES, Stream.SESSIONS)}


class Senders:
    """Everybody outside. They know of the region only what its open streams say."""

    def __init__(self, plan: Plan, mailbag: Mailbag, random: Random) -> None:
        self._plan, self._mailbag, self._random = plan, mailbag, random
        self._submitted: dict[tuple[str, str], Referred] = {}
        self._referrals: dict[str, Referred] = {}
        self._cancelled: set[tuple[str, int]] = set()
        self._read_up_to = 0
        self._heard: set[bytes] = set()
        self._count = 0
        self._reactions: Mapping[bytes, Callable[[Json, datetime], None]] = {
            ReceiptIssued.TYPE.encode(): self._keep_number,
            MemberJoined.TYPE.encode(): self._perhaps_decline,
            BookingMade.TYPE.encode(): self._report_attendance,
            BookingCancelled.TYPE.encode(): self._expect_nobody,
        }

    def begin(self) -> None:
        """Enter what everybody means to submit while the trouble lasts."""
        for number in range(self._plan.people):
            referred = draw_referral(self._plan, self._random, number)
            self._refer(referred)
            if self._happens(0.05):
                self._refer(referred_again(referred))
        for number in range(self._plan.offers):
            at = self._some_time(0.6)
            offer = draw_offer(self._plan, self._random, number, at)
            self._mailbag.submit(offer, f"/hosts/{offer.host}", at)

    def listen(self, now: datetime) -> None:
        """Read what is new in the log and react to it."""
        everything = self._mailbag.log.everything
        for record in everything[self._read_up_to :]:
            if record.topic in _READS:
                self._hear(record, now)
        self._read_up_to = len(everything)

    def _refer(self, referred: Referred) -> None:
        at = self._some_time(0.6)
        self._submit(referred, referred.submission, at)
        if self._happens(0.12):
            later = at + self._within(30 * DAY)
            self._submit(referred, self._withdrawal(referred), later)
            if self._happens(0.4):
                again = later + self._within(5 * DAY)
                self._submit(referred, referred.submission, again)
        if self._happens(0.15):
            self._submit(referred, self._move(referred), at + self._within(30 * DAY))
        if self._happens(0.5):
            self._submit(referred, self._outcome(referred, at), at + 3 * DAY + self._within(LASTS))

    def _submit(self, referred: Referred, fact: Submission, at: datetime) -> None:
        event_id = self._mailbag.submit(fact, referred.source, at)
        self._submitted[referred.source, event_id] = referred

    def _withdrawal(self, referred: Referred) -> WithdrawalSubmitted:
        return WithdrawalSubmitted(**_about(referred), reason="found_work")

    def _move(self, referred: Referred) -> MoveSubmitted:
        return MoveSubmitted(**_about(referred), area=self._random.choice(AREAS))

    def _outcome(self, referred: Referred, after: datetime) -> OutcomeSubmitted:
        kinds = [*self._plan.programme.outcomes, *self._plan.programme.progress]
        kind = str(self._random.choice(kinds))
        return OutcomeSubmitted(**_about(referred), kind=kind, started_on=(after + DAY).date())

    def _hear(self, record: LogRecord, now: datetime) -> None:
        headers = dict(record.headers)
        react = self._reactions.get(headers.get("ce_type", b""))
        event_id = headers.get("ce_id", b"")
        if react is None or event_id in self._heard or record.value is None:
            return
        self._heard.add(event_id)
        react(orjson.loads(record.value), now)

    def _keep_number(self, receipt: Json, _now: datetime) -> None:
        referred = self._submitted.get((receipt["event_source"], receipt["event_id"]))
        if referred and receipt["referral_id"]:
            self._referrals[receipt["referral_id"]] = referred

    def _perhaps_decline(self, joined: Json, now: datetime) -> None:
        referred = self._referrals.get(joined["referral_id"])
        if referred and self._happens(0.08):
            fact = DeclineSubmitted(**_about(referred), circle_id=joined["circle_id"])
            self._submit(referred, fact, now + self._within(2 * DAY))

    def _report_attendance(self, booking: Json, now: datetime) -> None:
        if not self._happens(0.85):
            return
        ends_at = datetime.fromisoformat(booking["ends_at"])
        at = max(now, ends_at) + HOUR + self._within(2 * DAY)
        attended = self._happens(0.8)
        self._mailbag.schedule.at(at, lambda: self._report(booking, at, attended=attended))
        if self._happens(0.05):
            later = at + self._within(2 * DAY)
            self._mailbag.schedule.at(
                later, lambda: self._report(booking, later, attended=not attended)
            )

    def _report(self, booking: Json, at: datetime, *, attended: bool) -> None:
        """Say who came, unless the booking was cancelled; a few facilitators do not know that."""
        if self._booking(booking) in self._cancelled and not self._happens(0.03):
            return
        self._count += 1
        fact = AttendanceSubmitted(
            reference=f"attendance-{self._count}",
            programme=booking["programme"],
            circle_id=booking["circle_id"],
            session_id=booking["session_id"],
            referral_id=booking["referral_id"],
            attended=attended,
        )
        self._mailbag.submit(fact, FACILITATOR, at)

    def _expect_nobody(self, booking: Json, _now: datetime) -> None:
        self._cancelled.add((booking["booking_id"], booking["revision"] - 1))

    def _booking(self, booking: Json) -> tuple[str, int]:
        return booking["booking_id"], booking["revision"]

    def _happens(self, probability: float) -> bool:
        return self._random.random() < probability

    def _some_time(self, share: float) -> datetime:
        return self._plan.start + self._random.random() * share * LASTS

    def _within(self, span: timedelta) -> timedelta:
        return self._random.random() * span


def _about(referred: Referred) -> Json:
    said = referred.submission
    return {"reference": said.reference, "programme": said.programme, "office": referred.office}
