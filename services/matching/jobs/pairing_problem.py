"""From the rows of mentors and young people to the problem that the solver reads."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from services.matching.domain.clearance import adult_from, nation_of
from services.matching.domain.mentee import Mentee
from services.matching.domain.mentor import Mentor
from services.matching.jobs.opened_profiles import Profiles
from services.matching.optimization.problem import one_to_one as problem
from services.matching.optimization.problem.parts import Place
from shared.contracts.people import SealedProfile
from shared.local_day import local_day
from shared.programmes.area_centres import centre_of
from shared.programmes.support import Mentoring


@dataclass(frozen=True, slots=True)
class Market:
    """Everybody who waits and every mentor with a free place, as one programme's run sees them."""

    mentees: tuple[Mentee, ...]
    mentors: tuple[Mentor, ...]
    profiles: Profiles

    def adult_on(self, mentee: Mentee) -> date | None:
        """Return from when on somebody needs no protection; ``None`` when that is not known."""
        profile = self.profiles.get(mentee.person_id)
        return adult_from(profile.birth_month) if profile else None

    def common_slots(self, mentee: Mentee, mentor: Mentor) -> tuple[str, ...]:
        """Return when in the week both have time, in the order in which the young person said."""
        young, helping = (self.profiles.get(one.person_id) for one in (mentee, mentor))
        if young is None or helping is None:
            return ()
        return tuple(slot for slot in young.slots if slot in helping.slots)

    def in_turn(self) -> "Market":
        """Return it without those who have a proposal already, unless there are places for all.

        A second proposal is for a faster answer; it must not take a mentor from somebody who has
        none at all.
        """
        fresh = tuple(m for m in self.mentees if not m.proposals)
        places = sum(mentor.free_places for mentor in self.mentors)
        return self if places > len(fresh) else replace(self, mentees=fresh)

    def described(self) -> tuple[Mentee, ...]:
        """Return who can be matched: those whose age is known."""
        return tuple(m for m in self.mentees if self.adult_on(m) is not None)


def pairing_problem(market: Market, plan: Mentoring, today: date, seed: int) -> problem.OneToOne:
    """Return the problem of one run, people and mentors in the order of their ids."""
    people = sorted(market.described(), key=lambda mentee: str(mentee.referral_id))
    mentors = sorted(market.mentors, key=lambda mentor: str(mentor.mentor_id))
    return problem.OneToOne(
        as_of=today,
        seed=seed,
        people=tuple(young_person_of(m, market.profiles[m.person_id]) for m in people),
        mentors=tuple(mentor_of(m, market.profiles.get(m.person_id)) for m in mentors),
        rules=mentoring_rules(plan),
    )


def mentoring_rules(plan: Mentoring) -> problem.MentoringRules:
    """Return what must hold for any pair, as the programme has set it."""
    return problem.MentoringRules(
        furthest_metres=plan.furthest_km * 1000,
        clearances_for_minors=tuple(map(str, plan.clearances)),
        least_fit=plan.quality_floor,
    )


def young_person_of(mentee: Mentee, said: SealedProfile) -> problem.YoungPerson:
    """Return somebody who waits as the solver reads them; their month of birth must be known."""
    return problem.YoungPerson(
        id=str(mentee.referral_id),
        born=_latest_birthday(said.birth_month),
        waiting_since=local_day(mentee.waiting_since),
        place=_place(mentee.area),
        remote=said.remote,
        nation=nation_of(mentee.area),
        languages=tuple(said.languages),
        slots=tuple(said.slots),
        interests=tuple(said.interests),
        relates_to=tuple(said.relates_to),
        barriers=tuple(said.barriers),
        conflicts=_ids((*mentee.declined, *(p.mentor_id for p in mentee.proposals))),
    )


def mentor_of(mentor: Mentor, profile: SealedProfile | None) -> problem.Mentor:
    """Return a mentor as the solver reads them, with as many places as are free."""
    said = profile or SealedProfile()
    return problem.Mentor(
        id=str(mentor.mentor_id),
        capacity=mentor.free_places,
        youngest=mentor.youngest,
        oldest=mentor.oldest,
        place=_place(mentor.area),
        remote=said.remote,
        languages=tuple(said.languages),
        slots=tuple(said.slots),
        sector=said.sector,
        backgrounds=tuple(said.backgrounds),
        overcame=tuple(said.barriers),
        profile_complete=mentor.profile_completed,
        trained=mentor.trained,
        paused=mentor.paused,
        clearances=tuple(
            problem.Clearance(
                kind=c.kind, nation=c.nation, checked=c.checked_on, recheck_by=c.recheck_by
            )
            for c in mentor.clearances
        ),
    )


def _latest_birthday(birth_month: str | None) -> date:
    """Return the last day of the month: until it has passed, somebody counts as the younger."""
    if birth_month is None:
        raise ValueError("nobody without a month of birth is in a problem")
    year, month = int(birth_month[:4]), int(birth_month[5:7])
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _place(area: str) -> Place | None:
    centre = centre_of(area)
    return Place(easting=centre.easting, northing=centre.northing) if centre else None


def _ids(mentors: Iterable[UUID]) -> tuple[str, ...]:
    return tuple(sorted({str(mentor) for mentor in mentors}))
