"""A school's request for a session: which can stand, and what can still be said of it."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Final
from uuid import UUID

from services.referrals.domain.refusal import Refusal
from services.referrals.domain.terms import Terms
from shared.ids import derived
from shared.programmes.eligibility import why_closed
from shared.programmes.support import Schools

NAMESPACE: Final = UUID("7d1c2f6b-3f0a-5c8e-9b47-61f2ad05c8e3")

ALREADY_REQUESTED = Refusal(
    "already_requested",
    "/data/reference",
    "This school has asked for a session under this reference, and it is still to come. Take that"
    " back first, or use a new reference.",
)
REQUEST_UNKNOWN = Refusal(
    "request_unknown",
    "/data/reference",
    "This school has asked for nothing under this reference. Check both.",
)
REQUEST_OVER = Refusal(
    "request_over",
    "/data/reference",
    "This request was taken back, or its last day has passed. There is nothing to do.",
)
OTHER_PROGRAMME = Refusal(
    "programme_differs",
    "/data/programme",
    "The request with this reference is for another programme. Send the code it was made with, or"
    " use a new reference.",
)
NO_SCHOOLS = Refusal(
    "programme_has_no_schools",
    "/data/programme",
    "Schools ask for nothing in this programme. Check the programme's code.",
)
SCHOOLS_ASK = Refusal(
    "schools_ask_for_sessions",
    "/data/programme",
    "Nobody is referred to this programme: a school asks for a session for a group. Send the"
    " school's request instead.",
)
_OTHER_WORD = "This programme lists other words here. Use one of: "
OTHER_SCHOOLS = Refusal("school_kind_not_in_programme", "/data/school_kind", _OTHER_WORD)
OTHER_SESSIONS = Refusal("kind_not_in_programme", "/data/kind", _OTHER_WORD)
OTHER_YEARS = Refusal("years_not_in_programme", "/data/years", _OTHER_WORD)
DAYS_SWAPPED = Refusal(
    "days_out_of_order",
    "/data/earliest",
    "The earliest day is after the latest one. Swap the two or correct one.",
)
LATEST_PAST = Refusal(
    "latest_in_past",
    "/data/latest",
    "The latest day has passed, so nobody could come. Give one that is still to come.",
)


@dataclass(frozen=True, slots=True)
class SchoolRequest:
    """What a school asked for under its reference; ``latest`` is the last day that would do."""

    request_id: UUID
    programme: str
    school: str
    latest: date
    is_withdrawn: bool = False

    def is_over(self, today: date) -> bool:
        """Return whether it was taken back or its time has passed."""
        return self.is_withdrawn or self.latest < today

    def withdraw(self) -> "SchoolRequest":
        """Return it as taken back."""
        return replace(self, is_withdrawn=True)


@lru_cache(maxsize=1024)
def request_id(school: str, reference: str) -> UUID:
    """Return the id under which everybody knows this school's request."""
    return derived(NAMESPACE, school, reference)


def while_wanted(
    request: SchoolRequest | None, programme: str, today: date
) -> SchoolRequest | Refusal:
    """Return the request if somebody may still come for it, else why not."""
    if request is None:
        return REQUEST_UNKNOWN
    if request.programme != programme:
        return OTHER_PROGRAMME
    return REQUEST_OVER if request.is_over(today) else request


def why_not_asked(terms: Terms, codes: tuple[str, str, str]) -> Refusal | None:
    """Return why this school may not ask for this; ``codes`` are school kind, kind and years."""
    schools = terms.programme.schools
    if schools is None:
        return NO_SCHOOLS._replace(rule=terms.rule)
    for (refusal, known), code in zip(_lists(terms, schools), codes, strict=True):
        if code not in known:
            hint = f"{refusal.hint}{', '.join(known)}."
            return refusal._replace(hint=hint, rule=terms.rule)
    return None


def why_not_then(terms: Terms, area: str, days: tuple[date, date], today: date) -> Refusal | None:
    """Return what is wrong with the (earliest, latest) days, or why the area is closed today."""
    earliest, latest = days
    if closed := why_closed(terms.programme, area, today):
        return Refusal(closed.code, f"/data{closed.pointer}", closed.hint, closed.rule)
    if earliest > latest:
        return DAYS_SWAPPED
    if latest < today:
        return LATEST_PAST
    schools = terms.programme.schools
    if schools is not None and latest - today > timedelta(days=schools.ahead_days):
        hint = f"Ask at most {schools.ahead_days} days ahead. Give an earlier day, or ask later."
        return Refusal("latest_too_far", "/data/latest", hint, terms.rule)
    return None


def why_size_does_not_fit(terms: Terms, group_size: int) -> Refusal | None:
    """Return what is wrong with the size of a group; ``None`` if nothing is."""
    if terms.seats_min <= group_size <= terms.seats_max:
        return None
    hint = (
        f"A session in this programme is for {terms.seats_min} to {terms.seats_max} people. Ask for"
        " several sessions if more are to come."
    )
    return Refusal("group_size_out_of_bounds", "/data/group_size", hint, terms.rule)


def session_kinds(terms: Terms) -> tuple[str, ...]:
    """Return the kinds of session that the programme lists."""
    return tuple(str(session.kind) for session in terms.programme.session_plan.sessions)


def _lists(terms: Terms, schools: Schools) -> tuple[tuple[Refusal, tuple[str, ...]], ...]:
    return (
        (OTHER_SCHOOLS, tuple(map(str, schools.kinds))),
        (OTHER_SESSIONS, session_kinds(terms)),
        (OTHER_YEARS, tuple(map(str, schools.years))),
    )
