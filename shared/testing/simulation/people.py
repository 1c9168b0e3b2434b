"""The people of a simulation and what is submitted about them; all of it made up."""

from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple

from shared.contracts.inbound import (
    Characteristics,
    Consent,
    Contact,
    Needs,
    OfferSubmitted,
    Person,
    ReferralSubmitted,
    Referrer,
)
from shared.testing.simulation.plan import Plan


class Referred(NamedTuple):
    """One referral of one person by one office."""

    number: int
    office: str
    area: str
    submission: ReferralSubmitted

    @property
    def source(self) -> str:
        """The CloudEvents source of the office's system."""
        return f"/jobcentres/{self.office}"


def draw_referral(plan: Plan, random: Random, number: int) -> Referred:
    """Return somebody: most are eligible, some consent to nothing, some cannot be written to."""
    area = draw_area(plan, random)
    office = f"JCP{plan.areas.index(area)}{random.randint(0, 1)}"
    submission = ReferralSubmitted(
        reference=f"ref-{number}",
        programme=plan.programme.code,
        office=office,
        area=area,
        referrer=Referrer(role="work_coach", reason="would_benefit"),
        person=Person(
            reference=f"person-{number}",
            birth_month=f"{random.randint(1970, 2000)}-0{random.randint(1, 9)}",
            graduate=random.random() < 0.25,
        ),
        consent=Consent(
            share=random.random() < 0.95,
            contact=random.random() < 0.9,
            given_on=date(2019, 5, 1),
        ),
        contact=Contact(name=f"Person {number}", email=f"person{number}@mail.example"),
        needs=Needs(strengths=["patience"], goals=["office_work"], barriers=["confidence"]),
        characteristics=Characteristics(ethnic_minority=random.random() < 0.9),
    )
    return Referred(number, office, area, submission)


def referred_again(referred: Referred) -> Referred:
    """Return the same person, referred by an office that does not know of the first referral."""
    office = f"{referred.office}X"
    changed = {"office": office, "reference": f"again-{referred.number}"}
    return referred._replace(
        office=office, submission=referred.submission.model_copy(update=changed)
    )


def draw_offer(plan: Plan, random: Random, number: int, now: datetime) -> OfferSubmitted:
    """Return a host employer's offer of a circle that begins in some days; few do not fit."""
    confirm_by = now + timedelta(days=random.randint(4, 20), hours=random.randint(0, 9))
    begins = confirm_by + timedelta(days=random.randint(1, 6))
    bounds = plan.programme.bounds
    fewest = bounds.min_size + random.choice((-1, 0, 0, 0, 0, 0, 0, 1))
    return OfferSubmitted(
        reference=f"offer-{number}",
        programme=plan.programme.code,
        host=f"host_{random.randint(1, 3)}",
        area=draw_area(plan, random),
        venue=f"Room {number}, Town Hall",
        track="graduates" if random.random() < 0.25 else "general",
        seats_min=fewest,
        seats_max=random.randint(fewest, bounds.max_size - 2),
        first_session_at=begins,
        confirm_by=confirm_by,
    )


def draw_area(plan: Plan, random: Random) -> str:
    """Return an area; each is half as likely as the one before it, so that circles fill."""
    weights = [0.5**number for number in range(len(plan.areas))]
    return random.choices(plan.areas, weights)[0]
