"""Plays a year of caseloads: advocates are in post, contracts end, and so does support."""

from collections import Counter
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from deploy.demo.caseload_submissions import CaseloadDesk
from deploy.demo.playing import Playing, Sends
from deploy.demo.supported_people import Post, SupportedPerson
from shared.contracts.envelope import Envelope
from shared.contracts.fact import Fact
from shared.contracts.matching import CaseAssigned, CaseClosed, CaseTransferred, CaseUnassigned
from shared.contracts.notifications import NotificationSent
from shared.contracts.referrals import ReceiptIssued

ABOVE_CAP: Final = "caseloads above their cap"
DESERTED: Final = "people with an advocate who is not there any more"
VISITED_BY_NOBODY: Final = "people without an advocate who are expected at a visit"


class CaseloadPlayer(Playing):
    """People with several needs, those who refer them, advocates, and their organization."""

    desk: CaseloadDesk

    def __init__(
        self,
        people: list[SupportedPerson],
        posts: list[Post],
        desk: CaseloadDesk,
        send: Sends,
        seed: int,
    ) -> None:
        super().__init__(desk, send, seed)
        self.must_not = {ABOVE_CAP: 0, DESERTED: 0, VISITED_BY_NOBODY: 0}
        self._people = {person.reference: person for person in people}
        self._submitted: dict[str, Post] = {}
        self._posts: dict[UUID, Post] = {}
        self._advocate_of: dict[UUID, UUID] = {}
        self._supported: set[UUID] = set()
        for person in people:
            self._plan(person.referred_on, self._refers(person))
        for post in posts:
            self._plan_post(post)

    def hear(self, day: date, facts: list[tuple[Envelope, Fact]]) -> None:
        """React to what was published, and look at what it comes to once all of it is known."""
        super().hear(day, facts)
        carried: Counter[UUID] = Counter()
        for referral, advocate in self._advocate_of.items():
            carried[advocate] += self._complexity(referral)
        for advocate, units in carried.items():
            post = self._posts.get(advocate)
            if post is not None:
                self.must_not[ABOVE_CAP] += units > post.cap
                self.must_not[DESERTED] += post.is_over(day)
        self.must_not[VISITED_BY_NOBODY] += len(self._expected_after(day) - set(self._advocate_of))

    def _expected_after(self, day: date) -> set[UUID]:
        booked = (one for of_visit in self._booked.values() for one in of_visit.values())
        return {one.referral_id for one in booked if one.starts_at.date() > day}

    def _plan_post(self, post: Post) -> None:
        known = post.told_on is not None and post.told_on <= post.starts_on
        self._plan(post.starts_on, partial(self._submits_post, post, with_end=known))
        if post.told_on is not None and not known:
            self._plan(post.told_on, partial(self._submits_post, post, with_end=True))
        if post.leaves_on is not None:
            self._plan(post.leaves_on, partial(self._departs, post))

    def _submits_post(self, post: Post, at: datetime, *, with_end: bool) -> None:
        event = self.desk.post(post, at, with_end=with_end)
        self._submitted[self.desk.last_id] = post
        self._submit("ends of contracts" if with_end else "advocates in post", event)

    def _departs(self, post: Post, at: datetime) -> None:
        self._submit("advocates who left at once", self.desk.departure(post, at))

    def _on_receipt(self, receipt: ReceiptIssued) -> None:
        super()._on_receipt(receipt)
        post = self._submitted.pop(receipt.event_id or "", None)
        if post is not None and receipt.advocate_id is not None:
            self._posts[receipt.advocate_id] = post

    def _react(self, day: date, fact: Fact) -> None:
        match fact:
            case CaseAssigned():
                self.did["assigned"] += 1
                self._advocate_of[fact.referral_id] = fact.advocate_id
                self._plan_end(day, fact.referral_id)
            case CaseTransferred():
                self.did[f"handed over: {fact.reason}"] += 1
                self._advocate_of[fact.referral_id] = fact.advocate_id
            case CaseUnassigned():
                self.did["waited in front"] += 1
                self._advocate_of.pop(fact.referral_id, None)
            case CaseClosed():
                self.did["cases closed"] += 1
                self._advocate_of.pop(fact.referral_id, None)
            case NotificationSent():
                is_of_change = fact.template.startswith("advocate_")
                self.did["letters about an advocate" if is_of_change else "letters of visits"] += 1
            case _:
                super()._react(day, fact)

    def _plan_end(self, day: date, referral: UUID) -> None:
        person = self._supported_person(referral)
        if person is not None and referral not in self._supported:
            self._supported.add(referral)
            self._plan(day + timedelta(days=person.supported_for), partial(self._closes, referral))

    def _closes(self, referral: UUID, at: datetime) -> None:
        if referral in self._advocate_of:
            reason = "finished" if self._draw.random() < 0.9 else "stopped"
            self._submit(f"support {reason}", self.desk.closure(referral, reason, at))

    def _supported_person(self, referral: UUID) -> SupportedPerson | None:
        known = self._person_of.get(referral)
        return self._people.get(known.reference) if known else None

    def _complexity(self, referral: UUID) -> int:
        person = self._supported_person(referral)
        return person.complexity if person else 0
