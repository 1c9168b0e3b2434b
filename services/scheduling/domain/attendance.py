"""Who came: the latest word counts, and saying the same again changes nothing."""

from dataclasses import replace

from services.scheduling.domain.series import Attendance, Member, Series, Session


def record(series: Series, session: Session, member: Member, *, attended: bool) -> Series | None:
    """Return the series with this word on the person; ``None`` when it is known already."""
    words = series.attendance
    number, referral_id = session.number, member.referral_id
    for place, known in enumerate(words):
        if known.number == number and known.referral_id == referral_id:
            if known.attended == attended:
                return None
            words = words[:place] + words[place + 1 :]
            break
    word = Attendance(number, referral_id, attended)
    return replace(series, attendance=(*words, word))
