"""Small made-up problems, in which every rule and every part of the score has work to do."""

from datetime import date, timedelta
from random import Random

from services.matching.optimization.problem.one_to_one import (
    Clearance,
    Held,
    Mentor,
    MentoringRules,
    MentoringWeights,
    OneToOne,
    YoungPerson,
)
from services.matching.optimization.problem.parts import SLOTS, FewOptions, Place, Waiting

AS_OF = date(2026, 9, 1)
LANGUAGES = ("en", "ur", "pl")
SECTORS = ("care", "rail", "retail", "software")
TAGS = ("carer", "chess", "football", "refugee", "single_parent")
BARRIERS = ("confidence", "debt", "housing")
NATIONS = ("england", "wales")
CLEARANCE = "enhanced_with_barred_list"
BORN_ADULT = date(2005, 3, 3)


def young_person(name: str = "y1", **changes: object) -> YoungPerson:
    """An adult in the middle of things whom any mentor of ours could help."""
    given: dict[str, object] = {
        "id": name,
        "born": BORN_ADULT,
        "waiting_since": AS_OF - timedelta(days=10),
        "place": Place(easting=400_000, northing=300_000),
        "slots": ("tue-evening",),
    }
    return YoungPerson.model_validate(given | changes)


def mentor(name: str = "m1", **changes: object) -> Mentor:
    """A mentor who is ready for anybody near."""
    given: dict[str, object] = {
        "id": name,
        "place": Place(easting=401_000, northing=300_000),
        "slots": ("tue-evening", "wed-morning"),
        "profile_complete": True,
        "trained": True,
    }
    return Mentor.model_validate(given | changes)


def clearance(**changes: object) -> Clearance:
    """One that is valid for long."""
    given: dict[str, object] = {
        "kind": CLEARANCE,
        "checked": AS_OF - timedelta(days=100),
        "recheck_by": AS_OF + timedelta(days=900),
    }
    return Clearance.model_validate(given | changes)


def problem(
    people: list[YoungPerson] | None = None, mentors: list[Mentor] | None = None, **changes: object
) -> OneToOne:
    """One person and one mentor, unless told otherwise."""
    given: dict[str, object] = {
        "as_of": AS_OF,
        "people": tuple(people or [young_person()]),
        "mentors": tuple(mentors or [mentor()]),
    }
    return OneToOne.model_validate(given | changes)


def random_problem(seed: int, people: int, mentors: int) -> OneToOne:
    """A crowded corner of the country, drawn from a seed."""
    rng = Random(seed)
    ids = [f"m{number}" for number in range(mentors)]
    mentoring = [_mentor(rng, name) for name in ids]
    free = {m.id: m.capacity for m in mentoring}
    return OneToOne(
        as_of=AS_OF,
        seed=seed,
        people=tuple(_person(rng, f"y{number}", ids, free) for number in range(people)),
        mentors=tuple(mentoring),
        rules=MentoringRules(
            youngest=11, oldest=rng.choice([22, 25]), least_fit=(seed + 2) % 3 * 190
        ),
        weights=MentoringWeights(
            stickiness=rng.choice([0, 25]),
            waiting=Waiting(base=rng.choice([0, 10, 1000])),
            few_options=FewOptions(bonus=rng.choice([0, 1200]), few=1, some=3),
        ),
        neighboring_sectors=(("care", "retail"), ("software", "rail")),
    )


def _some(rng: Random, words: tuple[str, ...], most: int) -> tuple[str, ...]:
    return tuple(rng.sample(words, rng.randint(0, most)))


def _place(rng: Random) -> Place | None:
    if rng.random() < 0.15:
        return None
    return Place(easting=400_000 + rng.randrange(40_000), northing=300_000 + rng.randrange(20_000))


def _person(rng: Random, name: str, ids: list[str], free: dict[str, int]) -> YoungPerson:
    held = None
    if ids and rng.random() < 0.2:
        with_whom = rng.choice(ids)
        state = rng.choice(["proposed", "accepted"]) if free[with_whom] else "proposed"
        free[with_whom] -= state == "accepted"
        held = Held.model_validate({"mentor": with_whom, "state": state})
    conflicts = [one for one in ids if rng.random() < 0.08 and not (held and held.mentor == one)]
    return YoungPerson(
        id=name,
        born=AS_OF - timedelta(days=rng.randint(10 * 365, 27 * 365)),
        waiting_since=AS_OF - timedelta(days=rng.randrange(250)),
        place=_place(rng),
        remote=rng.random() < 0.3,
        nation="wales" if rng.random() < 0.2 else "england",
        languages=tuple(rng.sample(LANGUAGES, rng.randint(1, 2))),
        slots=tuple(rng.sample(SLOTS[:6], rng.randint(1, 5))),
        interests=_some(rng, SECTORS, 2),
        relates_to=_some(rng, TAGS, 3),
        barriers=_some(rng, BARRIERS, 2),
        conflicts=tuple(conflicts),
        held=held,
    )


def _mentor(rng: Random, name: str) -> Mentor:
    band = rng.choice([(11, 25), (11, 25), (16, 25), (11, 17)])
    return Mentor(
        id=name,
        capacity=rng.choice([0, 1, 1, 1, 2, 3]),
        youngest=band[0],
        oldest=band[1],
        place=_place(rng),
        remote=rng.random() < 0.4,
        languages=tuple(rng.sample(LANGUAGES, rng.randint(1, 2))),
        slots=tuple(rng.sample(SLOTS[:6], rng.randint(1, 5))),
        sector=rng.choice([None, *SECTORS]),
        backgrounds=_some(rng, TAGS, 3),
        overcame=_some(rng, BARRIERS, 2),
        profile_complete=rng.random() < 0.95,
        trained=rng.random() < 0.95,
        paused=rng.random() < 0.05,
        clearances=_clearances(rng),
    )


def _clearances(rng: Random) -> tuple[Clearance, ...]:
    checks = [
        clearance(
            nation=nation,
            kind=CLEARANCE if rng.random() < 0.9 else "basic",
            recheck_by=AS_OF + timedelta(days=rng.randint(-20, 400)),
        )
        for nation in NATIONS
        if rng.random() < 0.8
    ]
    return tuple(checks)
