"""Who came: the latest word counts, and saying the same again changes nothing."""

from dataclasses import replace

from services.scheduling.domain.series import Attendance, Member, Series, Session


def record(series: Series, session: Session, member: Member, *, attended: bool) -> Series | None:
    """Return the series with this word on the person; ``None`` when it is known already."""
    word = Attendance(session.number, member.referral_id, attended)
    if word in series.attendance:
        return None
    others = (a for a in series.attendance if _about(a) != _about(word))
    return replace(series, attendance=(*others, word))


def _about(word: Attendance) -> tuple[object, ...]:
    return word.number, word.referral_id
