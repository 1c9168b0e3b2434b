"""How results of a one-to-one problem are told."""

from collections.abc import Mapping, Sequence
from typing import Final

from services.matching.optimization.explanation import words
from services.matching.optimization.explanation.telling import Noun, Rule, Telling
from services.matching.optimization.explanation.waiting import waiting_parts
from services.matching.optimization.one_to_one.rules import RULES, age
from services.matching.optimization.one_to_one.score import bonus, parts, stickiness
from services.matching.optimization.problem.one_to_one import Mentor, OneToOne, YoungPerson

_Rule = Rule[OneToOne, YoungPerson, Mentor]
_MENTORS: Final = Noun("mentor", "mentors")
_NATIONS: Final = {
    "england": "England",
    "wales": "Wales",
    "scotland": "Scotland",
    "northern_ireland": "Northern Ireland",
}


def _always(
    change: str,
    need: str = "",
    *,
    holds: str,
    fails: str,
    may_change: bool = True,
    may_recruit: bool = True,
) -> _Rule:
    return Rule(holds, fails, lambda *_: change, lambda *_: need, may_change, may_recruit)


def _slots(_problem: OneToOne, _person: YoungPerson, mentors: Sequence[Mentor]) -> str:
    free = [slot for mentor in mentors for slot in mentor.slots]
    if not free:
        return "the mentors had said when they are free"
    return f"they could meet on {words.busiest(free, _MENTORS)}"


def _kept(person: YoungPerson) -> str | None:
    return person.held.mentor if person.held and person.held.state == "accepted" else None


def _obstacle(
    _problem: OneToOne, _person: YoungPerson, mentor: Mentor, members: Sequence[YoungPerson]
) -> str:
    if not mentor.capacity:
        return "this mentor has no place to give"
    if len(members) < mentor.capacity:
        return "this mentor has a free place, so a better solution than this one can be found"
    places = "the only place is" if mentor.capacity == 1 else f"all {mentor.capacity} places are"
    return f"{places} taken by people for whom it counts more"


def _worth(problem: OneToOne, person: YoungPerson, eligible: int) -> dict[str, int]:
    extra = bonus(problem.weights.few_options, eligible)
    few = {f"having only {_MENTORS.count(eligible)} to choose from": extra} if extra else {}
    return waiting_parts(problem.weights.waiting, problem.as_of, person) | few


def _most(problem: OneToOne) -> Mapping[str, int]:
    weights = problem.weights
    return {
        "background": weights.background,
        "sector": weights.sector,
        "place": weights.place,
        "barriers": weights.barriers,
        "availability": weights.availability,
    }


def _where(person: YoungPerson) -> str:
    if person.place is not None:
        near = f"near grid square {words.grid_square(person.place)}"
        return f"{near}, or able to meet remotely" if person.remote else near
    return "able to meet remotely" if person.remote else "anywhere"


def _reach(_problem: OneToOne, person: YoungPerson, mentors: Sequence[Mentor]) -> str:
    if person.place is None and not person.remote:
        return "we knew where they live, or that they can meet remotely"
    remote = sum(mentor.remote for mentor in mentors)
    if remote and not person.remote:
        here = f"they could meet remotely ({_MENTORS.count(remote)})"
        return f"{here}, or mentors were nearer"
    return "mentors were nearer"


_RULES: Final[Mapping[str, _Rule]] = {
    "profile_complete": _always(
        "the mentors completed their profile",
        holds="the mentor's profile is complete",
        fails="the mentor's profile is not complete",
    ),
    "trained": _always(
        "the mentors finished their training",
        holds="the mentor has finished the training",
        fails="the mentor has not finished the training",
    ),
    "not_paused": _always(
        "the mentors took people again",
        holds="the mentor is not taking a break",
        fails="the mentor is taking a break",
    ),
    "age_in_programme": _always(
        "the programme took people of their age",
        holds="the programme is for people of their age",
        fails="the programme is not for people of their age",
        may_change=False,
        may_recruit=False,
    ),
    "age_in_band": Rule(
        "the mentor takes people of their age",
        "the mentor does not take people of their age",
        lambda *_: "the mentors took people of their age",
        lambda problem, person: f"taking people aged {age(person.born, problem.as_of)}",
    ),
    "clearance": Rule(
        "the mentor has every check that their age asks for",
        "the mentor has no valid check for working with under-18s",
        lambda *_: "the mentors had a valid check for working with under-18s",
        lambda _problem, person: f"with a valid check for under-18s in {_NATIONS[person.nation]}",
    ),
    "language": Rule(
        "the two share a language",
        "the two share no language",
        lambda _problem, person, _mentors: f"mentors spoke {words.languages(person.languages)}",
        lambda _problem, person: words.speaks(person.languages),
    ),
    "availability": Rule(
        "the two are free at the same time of the week",
        "the two are never free at the same time of the week",
        _slots,
        lambda _problem, person: f"free on {words.when(person.slots)}",
    ),
    "reach": Rule(
        "the two can meet in person or remotely",
        "the two can meet neither in person nor remotely",
        _reach,
        lambda *_: "",
    ),
    "no_conflict": _always(
        "there were no conflict of interest",
        "without a conflict of interest",
        holds="there is no conflict of interest",
        fails="there is a conflict of interest",
        may_change=False,
    ),
    "fit": Rule(
        "the two fit as well as the programme asks",
        "the two fit less well than the programme asks",
        lambda problem, *_: f"pairs of fewer than {problem.rules.least_fit} points were proposed",
        lambda *_: "with more in common",
    ),
}

TELLING: Final = Telling(
    person=Noun("young person", "young people"),
    supply=_MENTORS,
    recruit=_MENTORS,
    holds=RULES,
    rules=_RULES,
    parts=parts,
    most=_most,
    part_words={
        "background": "a background that they said they can relate to",
        "sector": "a line of work that interests them",
        "place": "how near they live",
        "barriers": "having overcome what stands in their way",
        "availability": "times of the week when both are free",
    },
    worth=_worth,
    held=stickiness,
    price=lambda prices, _person, mentor: prices.get(mentor.id, 0),
    kept=_kept,
    obstacle=_obstacle,
    where=_where,
    asks=lambda person: words.speaks(person.languages),
    note=lambda *_: "",
)
