"""Facts that matching hears, with memorable defaults, and a pool that hears them."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from services.matching.domain.circle import Circle
from services.matching.domain.pool import Pool
from services.matching.handlers.confirm_or_cancel import confirm_or_cancel
from services.matching.handlers.form_circle import CIRCLES
from services.matching.subscribes import LISTENS_TO
from shared.contracts.fact import Fact
from shared.contracts.inbound import Track
from shared.contracts.referrals import (
    InvitationDeclined,
    OfferMade,
    ReferralAccepted,
    ReferralMoved,
    ReferralWithdrawn,
)
from shared.ids import derived
from shared.runtime.decision import Decision

NAMES = UUID("00000000-0000-0000-0000-00000000babe")
CIRCLES_PROGRAMME = "p7k2"
HACKNEY, LEICESTER = "E09000012", "E06000016"
MONDAY = datetime(2019, 3, 4, 9, tzinfo=UTC)
"""When the stories begin: London's roll-out has just opened."""


def id_of(name: str) -> UUID:
    """The same id for the same name, so that a test can speak of people by name."""
    return uuid5(NAMES, name)


def circle_of(offer: str) -> UUID:
    """The circle that forms around the offer of this name."""
    return derived(CIRCLES, id_of(offer))


def accepted(name: str, area: str = HACKNEY, track: Track = "general") -> ReferralAccepted:
    return ReferralAccepted(
        referral_id=id_of(name),
        person_id=id_of(f"person {name}"),
        programme=CIRCLES_PROGRAMME,
        area=area,
        office="HACK01",
        track=track,
        submitted_on=date(2019, 3, 4),
        rule="p7k2@3",
    )


def withdrawn(name: str, area: str = HACKNEY, track: Track = "general") -> ReferralWithdrawn:
    return ReferralWithdrawn(
        **accepted(name, area, track).model_dump(exclude={"submitted_on", "rule"}),
        reason="found_work",
    )


def moved(
    name: str, left_area: str = HACKNEY, area: str = LEICESTER, track: Track = "general"
) -> ReferralMoved:
    return ReferralMoved(
        **accepted(name, area, track).model_dump(exclude={"submitted_on", "rule"}),
        left_area=left_area,
    )


def declined(
    name: str, offer: str, area: str = HACKNEY, track: Track = "general"
) -> InvitationDeclined:
    return InvitationDeclined(
        **accepted(name, area, track).model_dump(exclude={"submitted_on", "rule"}),
        circle_id=circle_of(offer),
    )


def offer_made(
    name: str = "KPMG",
    seats: tuple[int, int] = (4, 8),
    starts_at: datetime = MONDAY + timedelta(days=14),
    confirm_by: datetime = MONDAY + timedelta(days=7),
    area: str = HACKNEY,
    track: Track = "general",
) -> OfferMade:
    return OfferMade(
        offer_id=id_of(name),
        programme=CIRCLES_PROGRAMME,
        area=area,
        track=track,
        host="kpmg",
        venue="KPMG, 15 Canada Square, London",
        seats_min=seats[0],
        seats_max=seats[1],
        first_session_at=starts_at,
        confirm_by=confirm_by,
    )


class Region:
    """Matching without broker and database: pools by key, told facts as the engine tells them."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self.now = now
        self.pools: dict[str, Pool] = {}
        self.announced: list[Fact] = []

    def hears(self, *facts: Fact) -> list[Fact]:
        """Decide about these facts and return what was announced."""
        news: list[Fact] = []
        for fact in facts:
            for decide, _, key_of in LISTENS_TO.deciders(fact.TYPE):
                key = str(key_of(fact))
                news += self._take_in(key, decide(self.pools.get(key), fact, self.now))
        return news

    def waits_until(self, moment: datetime) -> list[Fact]:
        """Let time pass and wake what is due on the way, when it is due."""
        news: list[Fact] = []
        while due := [p for p in self.pools.values() if p.due_at and p.due_at <= moment]:
            pool = min(due, key=lambda pool: (pool.due_at, pool.pool_id))
            assert pool.due_at
            self.now = max(self.now, pool.due_at)
            news += self._take_in(pool.pool_id, confirm_or_cancel(pool, self.now))
            still_due = self.pools[pool.pool_id].due_at
            assert still_due is None or still_due > self.now, "a wake must not leave itself due"
        self.now = moment
        return news

    def pool(self, area: str = HACKNEY, track: Track = "general") -> Pool:
        return self.pools[f"{CIRCLES_PROGRAMME}|{area}|{track}"]

    def circle(self, offer: str = "KPMG", area: str = HACKNEY) -> Circle:
        found = self.pool(area).circle(circle_of(offer))
        assert found
        return found

    def queue(self, area: str = HACKNEY) -> list[UUID]:
        """Who waits, next one first."""
        ranked = sorted(self.pool(area).waiting, key=lambda waiter: waiter.rank)
        return [waiter.referral_id for waiter in ranked]

    def _take_in(self, key: str, decision: Decision) -> list[Fact]:
        pool, announcements = decision
        if pool is not None:
            self.pools[key] = pool
        news = [fact for fact in announcements if isinstance(fact, Fact)]
        assert len(news) == len(announcements), "matching needs no drafts"
        self.announced += news
        return news
