"""Plays the year of circles: offers are made, seats declined; the rest is any programme's year."""

from datetime import date, datetime, timedelta
from functools import partial

from deploy.demo.cast import Jobseeker, Offer
from deploy.demo.playing import Playing, Sends
from deploy.demo.submissions import Desk
from shared.contracts.fact import Fact
from shared.contracts.matching import MemberJoined


class Player(Playing):
    """Jobseekers, their advisers, and host employers."""

    def __init__(
        self, people: list[Jobseeker], offers: list[Offer], desk: Desk, send: Sends, seed: int
    ) -> None:
        super().__init__(desk, send, seed)
        self._declined: set[int] = set()
        for person in people:
            self._plan(person.referred_on, self._refers(person))
        for offer in offers:
            self._plan(offer.made_on, partial(self._offers, offer))

    def _react(self, day: date, fact: Fact) -> None:
        if isinstance(fact, MemberJoined):
            self._on_place(day, fact)
        else:
            super()._react(day, fact)

    def _offers(self, offer: Offer, at: datetime) -> None:
        self._submit("offers", self.desk.offer(offer, at))

    def _on_place(self, day: date, joined: MemberJoined) -> None:
        person = self._person_of.get(joined.referral_id)
        if person is None or not person.declines or person.number in self._declined:
            return
        self._declined.add(person.number)
        self._plan(
            day + timedelta(days=1),
            lambda at: self._submit("declines", self.desk.decline(person, joined.circle_id, at)),
        )
