"""Whether a programme takes a referral on a day, and if not, why.

A reason never repeats what the sender wrote, and none shows that a protected characteristic
was asked for.
"""

from dataclasses import dataclass
from datetime import date

from shared.programmes import hints
from shared.programmes.ages import PossibleAges, possible_ages
from shared.programmes.model import Programme
from shared.programmes.phase import Ages, Phase


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Applicant:
    """What the rules ask of a referral. `None` means not stated, and counts as no.

    `area` is a GSS code, current or former; `birth_month` is YYYY-MM; `needs` counts barriers.
    """

    referrer_role: str
    area: str
    birth_month: str | None = None
    graduate: bool | None = None
    youth_claimant: bool | None = None
    at_risk_of_neet: bool | None = None
    ethnic_minority: bool | None = None
    needs: int = 0

    @property
    def has_a_need(self) -> bool:
        """Whether at least one barrier to work is recorded."""
        return self.needs >= 1

    @property
    def has_several_needs(self) -> bool:
        """Whether several barriers to work are recorded at once."""
        return self.needs >= 2  # noqa: PLR2004 (what "several" means)


@dataclass(frozen=True, slots=True)
class Eligible:
    """The referral is within the rule; `track` is where matching places the person."""

    rule: str
    track: str


@dataclass(frozen=True, slots=True)
class Ineligible:
    """One reason why not: stable code, JSON pointer into the referral, rule, and next step."""

    code: str
    pointer: str
    rule: str
    hint: str


def judge(
    programme: Programme, applicant: Applicant, on: date
) -> Eligible | tuple[Ineligible, ...]:
    """The verdict on a referral made `on` that day; never raises, whatever the sender wrote.

    Reasons come in the order referrer, area or date, person.
    """
    reasons: list[Ineligible] = []
    if applicant.referrer_role not in programme.referrers:
        hint = hints.who_may_refer(programme.referrers)
        reasons.append(_because(programme, "referrer_not_allowed", "/referrer/role", hint))
    if closed := why_closed(programme, applicant.area, on):
        reasons.append(closed)
    else:
        covering = programme.phases_by_area[applicant.area]
        reasons.extend(_about_person(programme, covering, applicant, on))
    if reasons:
        return tuple(reasons)
    return Eligible(programme.rule, programme.track_by_graduate[applicant.graduate is True])


def why_closed(programme: Programme, area: str, on: date) -> Ineligible | None:
    """Why nobody in the area is taken on that day, whoever they are; `None` if a phase is open."""
    covering = programme.phases_by_area.get(area, ())
    if any(phase.is_open(on) for phase in covering):
        return None
    return _not_open(programme, covering, on)


def _because(programme: Programme, code: str, pointer: str, hint: str) -> Ineligible:
    return Ineligible(code, pointer, programme.rule, hint)


def _not_open(programme: Programme, covering: tuple[Phase, ...], on: date) -> Ineligible:
    if not any(phase.is_open(on) for phase in programme.phases):
        return _because(programme, "programme_not_open", "", hints.dates(programme.phases, on))
    if not covering:
        hint = hints.coverage(programme.phases)
        return _because(programme, "area_not_covered", "/area", hint)
    if any(phase.opens > on for phase in covering):
        hint = hints.dates(programme.phases, on)
        return _because(programme, "area_not_open_yet", "/area", hint)
    return _because(programme, "area_closed", "/area", hints.dates(covering, on))


def _about_person(
    programme: Programme, covering: tuple[Phase, ...], applicant: Applicant, on: date
) -> list[Ineligible]:
    """Nothing if an open phase takes the person; else the reasons of the one that came nearest."""
    ages = possible_ages(applicant.birth_month, on)
    phases = [phase for phase in covering if phase.is_open(on)]
    if any(_fits_ages(phase.ages, ages) and _fits_rule(phase, applicant) for phase in phases):
        return []
    shown = [phase for phase in phases if not phase.is_undisclosed]
    if shown:
        return min((_missed(programme, phase, applicant, ages) for phase in shown), key=len)
    hint = hints.outside_undisclosed_rule(covering, on)
    return [_because(programme, "outside_phase_rule", "/person", hint)]


def _fits_ages(wanted: Ages | None, possible: PossibleAges | None) -> bool:
    if wanted is None:
        return True
    if possible is None:
        return False
    lowest, highest = possible
    return (wanted.youngest is None or highest >= wanted.youngest) and (
        wanted.oldest is None or lowest <= wanted.oldest
    )


def _fits_rule(phase: Phase, applicant: Applicant) -> bool:
    return all(getattr(applicant, fact) is True for fact in phase.requires) and (
        not phase.requires_any
        or any(getattr(applicant, fact) is True for fact in phase.requires_any)
    )


def _missed(
    programme: Programme, phase: Phase, applicant: Applicant, ages: PossibleAges | None
) -> list[Ineligible]:
    """What of a phase's rule the person does not meet; not for a rule that may not be shown."""
    reasons = []
    if phase.ages and not _fits_ages(phase.ages, ages):
        if ages is None:
            code, hint = "birth_month_needed", hints.BIRTH_MONTH_NEEDED
        else:
            code, hint = "outside_age_range", hints.age_range(phase.ages)
        reasons.append(_because(programme, code, "/person/birth_month", hint))
    if not _fits_rule(phase, applicant):
        hint = hints.outside_rule(phase)
        reasons.append(_because(programme, "outside_phase_rule", "/person", hint))
    return reasons
