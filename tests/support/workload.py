"""A few hundred events as a region gets them on a busy day: good, bad, twice, and taken back."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from shared.contracts.inbound import (
    MoveSubmitted,
    OfferSubmitted,
    ReferralSubmitted,
    WithdrawalSubmitted,
)
from tests.support.sending import Event, event_of, in_binary_mode

PROGRAMME = "p7k2"
BOROUGHS = [f"E09{number:06d}" for number in range(1, 34)]
_workloads = itertools.count(1)

ACCEPTED_OFFER = frozenset({"offer_admitted", "confirm_in_past"})
"""An offer that must be confirmed in seconds may come too late when the front door was down."""


@dataclass
class Expected:
    """What was sent, and which receipt codes each distinct event may get."""

    events: list[Event] = field(default_factory=list)
    codes: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    quarantined: set[tuple[bytes | None, bytes | None]] = field(default_factory=set)
    dead_letters: dict[str, Counter[bytes]] = field(default_factory=lambda: defaultdict(Counter))
    """By service: the exact bytes of each distinct event that it cannot read or apply."""

    def add(self, event: Event, *codes: str) -> Event:
        """Expect one receipt with one of these codes; with none, a quarantined one."""
        self.events.append(event)
        if codes:
            self.codes[event.source, event.id] = frozenset(codes)
        else:
            self.quarantined.add((event.key, event.value))
        if not codes or codes[0] in _UNREADABLE:
            self.expect_dead_letter("referrals", event)
        return event

    def expect_dead_letter(self, service: str, event: Event) -> None:
        self.dead_letters[service][event.value or b""] += 1


_UNREADABLE = frozenset({"schema_invalid", "type_unknown", "attribute_missing", "too_large"})


class Workload:
    """Makes slices of a busy day: people, offers, changes, copies and mistakes."""

    def __init__(self, expected: Expected) -> None:
        self._name, self._slices = f"w{next(_workloads)}", itertools.count(1)
        self.expected = expected

    def next_slice(self, *, confirm_in: timedelta = timedelta(seconds=12)) -> list[Event]:
        """Return about thirty events in the order in which they are sent."""
        number = next(self._slices)
        return list(_Slice(self._name, number, self.expected, confirm_in).events())


class _Slice:
    def __init__(self, name: str, number: int, expected: Expected, confirm_in: timedelta) -> None:
        self._tag, self._expected = f"{name}-{number}", expected
        self._areas = [BOROUGHS[(3 * number + i) % len(BOROUGHS)] for i in range(3)]
        self._confirm_in = confirm_in
        self._count = itertools.count(1)

    def events(self) -> Iterator[Event]:
        full, by_time, too_few = self._areas
        yield from self._circle(full, people=6, seats=(4, 4))
        yield from self._circle(by_time, people=4, seats=(4, 8))
        yield from self._circle(too_few, people=2, seats=(4, 8))
        yield self._withdrawal(1, "referral_withdrawn")
        yield self._move(2, by_time)
        yield from self._mistakes()
        yield from self._copies()

    def _circle(self, area: str, *, people: int, seats: tuple[int, int]) -> Iterator[Event]:
        yield self._offer(area, seats)
        for _ in range(people):
            yield self._referral(next(self._count), area)

    def _referral(self, number: int, area: str) -> Event:
        event = a_referral(f"{self._tag}-{number}", area)
        return self._expected.add(
            in_binary_mode(event) if number % 3 else event, "referral_accepted"
        )

    def _offer(self, area: str, seats: tuple[int, int]) -> Event:
        soon = datetime.now(UTC) + self._confirm_in
        event = an_offer(f"{self._tag}-{area}", area, seats, confirm_by=soon)
        return self._expected.add(event, *ACCEPTED_OFFER)

    def _withdrawal(self, number: int, code: str) -> Event:
        data = {**_of_office(f"{self._tag}-{number}"), "reason": "found_work"}
        event = event_of(WithdrawalSubmitted, data, event_id=f"{self._tag}-w{number}")
        return self._expected.add(event, code)

    def _move(self, number: int, area: str) -> Event:
        data = {**_of_office(f"{self._tag}-{number}"), "area": area}
        event = event_of(MoveSubmitted, data, event_id=f"{self._tag}-m{number}")
        return self._expected.add(event, "person_moved")

    def _copies(self) -> Iterator[Event]:
        """The same again, each kind once: an offer, a referral, a withdrawal, meaningless bytes."""
        mine = self._expected.events[-22:]
        yield mine[0]
        yield mine[3]
        yield mine[15]
        yield mine[17]

    def _mistakes(self) -> Iterator[Event]:
        tag, area = self._tag, self._areas[0]
        good = a_referral(f"{tag}-bad", area)
        cut = (good.value or b"")[:150]
        yield self._expected.add(Event(b"cut", cut))
        yield self._expected.add(a_referral(f"{tag}-b2", "Hackney"), "schema_invalid")
        unknown = event_of("inroads.referral.sent.v9", {"reference": tag}, event_id=f"{tag}-b3")
        yield self._expected.add(unknown, "type_unknown")
        yield self._withdrawal(99, "referral_unknown")
        too_old = a_referral(f"{tag}-b4", area, birth_month="1960-01")
        yield self._expected.add(too_old, "outside_age_range")


def a_referral(
    reference: str, area: str, *, birth_month: str = "2004-07", event_id: str = ""
) -> Event:
    """A work coach refers a young claimant; the event's id follows from the reference."""
    data = {
        **_of_office(reference),
        "area": area,
        "referrer": {"role": "work_coach", "reason": "would_benefit"},
        "person": {
            "reference": f"token-{reference}",
            "birth_month": birth_month,
            "youth_claimant": True,
        },
        "consent": {"share": True, "contact": True, "given_on": "2019-03-01"},
        "contact": {"name": "Robin Example", "email": f"{reference.lower()}@example.org"},
    }
    return event_of(ReferralSubmitted, data, event_id=event_id or f"r-{reference}")


def an_offer(reference: str, area: str, seats: tuple[int, int], *, confirm_by: datetime) -> Event:
    """A host offers a circle that first meets two weeks after it must be confirmed."""
    data = {
        "reference": reference,
        "programme": PROGRAMME,
        "host": "harbour_bank",
        "area": area,
        "venue": "Town Hall, Room 2",
        "seats_min": seats[0],
        "seats_max": seats[1],
        "first_session_at": (confirm_by + timedelta(days=14)).isoformat(),
        "confirm_by": confirm_by.isoformat(),
    }
    return event_of(OfferSubmitted, data, source="/host/harbour_bank", event_id=f"o-{reference}")


def _of_office(reference: str) -> dict[str, object]:
    return {"reference": reference, "programme": PROGRAMME, "office": "HCK01"}
