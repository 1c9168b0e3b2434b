"""Who is expected at which session: people who join are booked, people who leave are cancelled."""

from dataclasses import replace
from datetime import datetime

from services.scheduling.domain.series import Member, Series, Session

Booked = tuple[Series, Member, tuple[Session, ...]]
"""The series afterwards, the member as they are in it, and the sessions that this concerns."""


def book(series: Series, newcomer: Member, now: datetime) -> Booked | None:
    """Book somebody for the sessions ahead; ``None`` when they are booked, or none is ahead."""
    known = series.member(newcomer.referral_id)
    ahead = series.ahead(now)
    if not ahead or (known and known.active):
        return None
    before = replace(known, revision=known.revision + 1) if known else newcomer
    numbers = tuple(session.number for session in ahead)
    member = replace(before, active=True, booked=before.booked + numbers)
    return series.with_member(member), member, ahead


def cancel(series: Series, member: Member, now: datetime) -> Booked | None:
    """Cancel somebody's bookings ahead; ``None`` when they have none: they took part to the end."""
    ahead = tuple(s for s in series.ahead(now) if s.number in member.booked)
    if not ahead:
        return None
    numbers = {session.number for session in ahead}
    kept = tuple(number for number in member.booked if number not in numbers)
    member = replace(member, revision=member.revision + 1, active=False, booked=kept)
    return series.with_member(member), member, ahead


def call_off_the_rest(series: Series, now: datetime) -> tuple[Series, list[Booked]]:
    """Call off what is ahead for people who are done: they took part to the end.

    Where nothing has begun, no time is left at which their part would be summed up: it is now.
    """
    after, cancelled = call_off(series, now)
    for _, member, _ in cancelled:
        after = after.with_member(replace(member, active=True))
    return replace(after, completed=after.completed or not after.sessions).timed(), cancelled


def back_in(series: Series) -> Series:
    """Return the series with everybody in it who was in it before: their part is still open."""
    if all(member.active for member in series.members):
        return series
    members = tuple(replace(member, active=True) for member in series.members)
    return replace(series, members=members, completed=False)


def rebook(series: Series) -> Series:
    """Return the series with a newer version of every booking: sessions changed their times."""
    members = tuple(replace(m, revision=m.revision + 1) for m in series.members)
    return replace(series, members=members)


def call_off(series: Series, now: datetime) -> tuple[Series, list[Booked]]:
    """Cancel every booking ahead and drop the sessions that have not begun."""
    cancelled = []
    for member in series.members:
        booked = cancel(series, member, now)
        if booked:
            series = booked[0]
            cancelled.append(booked)
    begun = tuple(s for s in series.sessions if s.starts_at <= now)
    return replace(series, sessions=begun).timed(), cancelled
