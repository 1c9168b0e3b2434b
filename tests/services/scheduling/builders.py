"""Facts that scheduling hears, with memorable defaults, and a series that hears them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from services.scheduling.domain.series import Series
from services.scheduling.handlers.close_sessions import close_sessions
from services.scheduling.subscribes import LISTENS_TO
from shared.contracts.fact import Fact, Member
from shared.contracts.matching import (
    CaseAssigned,
    CaseClosed,
    CaseTransferred,
    CaseUnassigned,
    CircleCancelled,
    CircleConfirmed,
    MatchEnded,
    MatchMade,
    MemberJoined,
    MemberLeft,
)
from shared.contracts.referrals import AttendanceReported
from shared.contracts.scheduling import BookingCancelled, BookingMade
from shared.runtime.decision import Decision

NAMES = UUID("00000000-0000-0000-0000-00000000babe")
LONDON = ZoneInfo("Europe/London")
PROGRAMME, HACKNEY, CANARY_WHARF = "p7k2", "E09000012", "KPMG, 15 Canada Square, London"
CIRCLE = uuid5(NAMES, "circle at KPMG")
FIRST = datetime(2019, 3, 18, 14, tzinfo=UTC)
"""Two weeks before the clocks go forward: a Monday at two o'clock."""
CONFIRMED_AT = FIRST - timedelta(days=7)
MEMBERS = ("Amina", "Ben", "Cara", "Dev")
MENTORING, BIRMINGHAM = "q4m8", "E08000025"
MATCH = uuid5(NAMES, "Yusuf and Maya")
SUPPORT, LIVERPOOL = "v3t9", "E08000012"
CASE = uuid5(NAMES, "Zoe")


def id_of(name: str) -> UUID:
    """The same id for the same name, so that a test can speak of people by name."""
    return uuid5(NAMES, name)


def a_place(name: str) -> dict[str, object]:
    return {
        "circle_id": CIRCLE,
        "programme": PROGRAMME,
        "area": HACKNEY,
        "track": "general",
        "referral_id": id_of(name),
        "person_id": id_of(f"person {name}"),
    }


def confirmed(*names: str, first_session_at: datetime = FIRST) -> CircleConfirmed:
    return CircleConfirmed(
        circle_id=CIRCLE,
        programme=PROGRAMME,
        area=HACKNEY,
        track="general",
        offer_id=id_of("offer of KPMG"),
        host="kpmg",
        venue=CANARY_WHARF,
        first_session_at=first_session_at,
        members=[
            Member(referral_id=id_of(name), person_id=id_of(f"person {name}")) for name in names
        ],
    )


def joined(name: str) -> MemberJoined:
    return MemberJoined.model_validate(a_place(name))


def left(name: str, reason: str = "withdrawn") -> MemberLeft:
    return MemberLeft.model_validate(a_place(name) | {"reason": reason})


def cancelled() -> CircleCancelled:
    return CircleCancelled(
        circle_id=CIRCLE,
        programme=PROGRAMME,
        area=HACKNEY,
        track="general",
        reason="too_few_members",
    )


def a_match(slot: str | None, turn: int = 0) -> dict[str, object]:
    return {
        "match_id": MATCH,
        "mentor_id": id_of("Maya"),
        "referral_id": id_of("Yusuf"),
        "person_id": id_of("person Yusuf"),
        "programme": MENTORING,
        "area": BIRMINGHAM,
        "slot": slot,
        "turn": turn,
    }


def made(slot: str | None = "tue-evening", turn: int = 0) -> MatchMade:
    return MatchMade.model_validate(a_match(slot, turn))


def match_ended(reason: str = "finished") -> MatchEnded:
    return MatchEnded.model_validate(a_match(None) | {"reason": reason})


def a_case(revision: int | None = 1) -> dict[str, object]:
    return {
        "referral_id": CASE,
        "person_id": id_of("person Zoe"),
        "programme": SUPPORT,
        "area": LIVERPOOL,
        "revision": revision,
    }


def assigned(to: str = "Ann", turn: int = 0, revision: int | None = 1) -> CaseAssigned:
    told = a_case(revision) | {"advocate_id": id_of(to), "turn": turn}
    return CaseAssigned.model_validate(told)


def transferred(to: str = "Bob", turn: int = 0) -> CaseTransferred:
    told = {"advocate_id": id_of(to), "left_advocate_id": id_of("Ann"), "turn": turn}
    return CaseTransferred.model_validate(a_case() | told | {"reason": "contract_ends"})


def unassigned(reason: str = "advocate_left") -> CaseUnassigned:
    told = {"advocate_id": id_of("Ann"), "reason": reason}
    return CaseUnassigned.model_validate(a_case() | told)


def case_closed(reason: str = "finished") -> CaseClosed:
    return CaseClosed.model_validate(a_case() | {"advocate_id": id_of("Ann"), "reason": reason})


class Circle:
    """Scheduling of one circle without broker and database, told facts as the engine tells them."""

    key = CIRCLE

    def __init__(self, now: datetime = CONFIRMED_AT) -> None:
        self.now = now
        self.series: Series | None = None
        self.announced: list[Fact] = []

    @classmethod
    def of(cls, *names: str) -> "Circle":
        circle = cls()
        circle.hears(confirmed(*names))
        return circle

    def hears(self, *facts: Fact) -> list[Fact]:
        """Decide about these facts and return what was announced."""
        news: list[Fact] = []
        for fact in facts:
            for decide, _, key_of in LISTENS_TO.deciders(fact.TYPE):
                assert key_of(fact) == self.key
                news += self._take_in(decide(self.series, fact, self.now))
        return news

    def waits_until(self, moment: datetime) -> list[Fact]:
        """Let time pass and wake the series whenever it is due on the way."""
        news: list[Fact] = []
        while self.series and self.series.due_at and self.series.due_at <= moment:
            self.now = max(self.now, self.series.due_at)
            news += self._take_in(close_sessions(self.series, self.now))
            assert self.series.due_at is None or self.series.due_at > self.now
        self.now = moment
        return news

    def reported(self, name: str, number: int, *, attended: bool = True) -> AttendanceReported:
        assert self.series
        return AttendanceReported(
            circle_id=self.key,
            session_id=self.series.sessions[number - 1].session_id,
            referral_id=id_of(name),
            programme=PROGRAMME,
            attended=attended,
        )

    def _take_in(self, decision: Decision) -> list[Fact]:
        series, announcements = decision
        if series is not None:
            self.series = series
        news = [fact for fact in announcements if isinstance(fact, Fact)]
        assert len(news) == len(announcements), "scheduling needs no drafts"
        self.announced += news
        return news


class Match(Circle):
    """Scheduling of one match: of Yusuf, with Maya."""

    key = MATCH

    @classmethod
    def made(cls, now: datetime, slot: str | None = "tue-evening") -> "Match":
        match = cls(now)
        match.hears(made(slot))
        return match


class SupportedPerson(Circle):
    """Scheduling of one case: of Zoe, with Ann at first."""

    key = CASE

    @classmethod
    def assigned(cls, now: datetime, turn: int = 0) -> "SupportedPerson":
        case = cls(now)
        case.hears(assigned(turn=turn))
        return case

    def ahead(self) -> list[datetime]:
        """When somebody who only hears the announcements expects Zoe to be visited."""
        expected: dict[UUID, BookingMade] = {}
        for fact in self.announced:
            if isinstance(fact, BookingMade):
                expected[fact.booking_id] = fact
            elif isinstance(fact, BookingCancelled):
                expected.pop(fact.booking_id, None)
        return sorted(b.starts_at for b in expected.values() if b.starts_at > self.now)
