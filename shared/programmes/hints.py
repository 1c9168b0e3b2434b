"""What a sender is told, in plain English, with the next step.

Every hint is made from the programme alone, so that none can repeat personal data.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from shared.programmes.phase import Ages, Phase
from shared.programmes.vocabulary import Role

_ROLES = {
    Role.JOBCENTRE_ADVISER: "a jobcentre adviser",
    Role.WORK_COACH: "a work coach",
    Role.ADVOCATE: "an advocate",
    Role.PARTNER_ORGANIZATION: "a partner organisation",
    Role.SCHOOL: "a school",
    Role.SELF: "the person themselves",
}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

BIRTH_MONTH_NEEDED = (
    "Give the month of birth as YYYY-MM, such as 1999-07: the programme has an age range."
)


def who_may_refer(roles: Iterable[Role]) -> str:
    """Who is allowed to refer."""
    allowed = _listed([_ROLES[role] for role in roles], "or")
    return f"Only {allowed} can refer to this programme. Ask one of them to make the referral."


def coverage(phases: Iterable[Phase]) -> str:
    """Where the programme runs."""
    places = _listed([*dict.fromkeys(phase.title for phase in phases)], "and")
    return (
        f"This programme covers {places}. Check that the area is a local authority code, "
        "such as E09000012, or look for a programme that covers it."
    )


def dates(phases: Sequence[Phase], on: date) -> str:
    """When referrals open next; or, if no phase is still to open, when they closed."""
    coming = sorted((phase for phase in phases if phase.opens > on), key=lambda p: p.opens)
    if not coming:
        last = max(phase.last_day for phase in phases if phase.last_day)
        return f"Referrals closed on {in_words(last)}. Look for another programme."
    openings = _listed([f"in {phase.title} on {in_words(phase.opens)}" for phase in coming], "and")
    return f"Referrals open {openings}. Refer again from then."


def age_range(ages: Ages) -> str:
    """The ages that a phase takes, both ends included."""
    if ages.oldest is None:
        span = f"{ages.youngest} or over"
    elif ages.youngest is None:
        span = f"{ages.oldest} or under"
    else:
        span = f"{ages.youngest} to {ages.oldest}"
    return (
        f"The programme is for people aged {span} on the day of the referral. "
        "Check the month of birth, or look for another programme."
    )


def outside_rule(phase: Phase) -> str:
    """Whom a phase is for; never called for a phase whose rule may not be shown."""
    return (
        f"In this area the programme is for {phase.who}. Check the person's record, "
        "correct it and refer again, or look for another programme."
    )


def outside_undisclosed_rule(covering: Sequence[Phase], on: date) -> str:
    """That a rule was missed, without saying whom it is for; and what opens there next."""
    hint = (
        "This person is outside the programme's rule for their area on this date. Check their "
        "record against the programme guide, correct it and refer again, or support them in "
        "another way."
    )
    return f"{hint} {dates(covering, on)}" if any(phase.opens > on for phase in covering) else hint


def in_words(day: date) -> str:
    """A date as people write it: 1 March 2019."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _listed(words: Sequence[str], conjunction: str) -> str:
    *first, last = words
    return f"{', '.join(first)} {conjunction} {last}" if first else last
