"""How results of a caseloads problem are told."""

from collections.abc import Mapping, Sequence
from typing import Final

from services.matching.optimization.caseloads.rules import RULES, leaving, speaks
from services.matching.optimization.caseloads.score import parts
from services.matching.optimization.explanation import words
from services.matching.optimization.explanation.telling import Noun, Rule, Telling
from services.matching.optimization.explanation.waiting import waiting_parts
from services.matching.optimization.problem.caseloads import Advocate, Caseloads, Client
from shared.web.british_format import day

_Rule = Rule[Caseloads, Client, Advocate]


def _obstacle(
    _problem: Caseloads, person: Client, advocate: Advocate, members: Sequence[Client]
) -> str:
    taken = sum(member.complexity for member in members)
    left = advocate.cap - taken
    if left <= 0:
        return f"the caseload is full ({taken} of {advocate.cap})"
    if left < person.complexity:
        return (
            f"only {left} of {advocate.cap} is left of the caseload, and this person takes"
            f" {person.complexity}"
        )
    return "there is room, but taking them would make the caseloads too uneven"


def _handover(problem: Caseloads, person: Client, advocate: Advocate) -> str:
    if person.advocate in (None, advocate.id):
        return ""
    before = next(one for one in problem.advocates if one.id == person.advocate)
    ends = before.contract_ends
    if ends is None or not leaving(problem, before):
        return f"This is a change: {before.id} supports them now."
    return f"This is a planned handover: the contract of {before.id} ends on {day(ends)}."


def _note(problem: Caseloads, person: Client, advocate: Advocate) -> str:
    """Return what is said beside the points: which language it is, and whether it is a change."""
    spoken = [code for code in person.languages if code in advocate.languages]
    language = (
        f"{advocate.id} speaks {words.languages(spoken)}." if speaks(person, advocate) else ""
    )
    return " ".join(filter(None, (language, _handover(problem, person, advocate))))


def _most(problem: Caseloads) -> Mapping[str, int]:
    weights = problem.weights
    return {
        "home": weights.home,
        "language": weights.language,
        "stays": weights.stays,
        "in_care": weights.in_care,
    }


_RULES: Final[Mapping[str, _Rule]] = {
    "area": Rule(
        "the advocate works in their area",
        "the advocate does not work in their area",
        lambda _problem, person, _advocates: f"advocates covered {person.area}",
        lambda *_: "",
    ),
    "contract": Rule(
        "the advocate's contract lasts long enough to take somebody",
        "the advocate's contract ends too soon to take somebody",
        lambda *_: "the advocates' contracts were renewed",
        lambda *_: "",
    ),
    "no_conflict": Rule(
        "there is no conflict of interest",
        "there is a conflict of interest",
        lambda *_: "there were no conflict of interest",
        lambda *_: "without a conflict of interest",
        may_change=False,
    ),
    "cap": Rule(
        "the caseload is large enough for their complexity",
        "the caseload is too small for their complexity",
        lambda *_: "the advocates' caseloads were larger",
        lambda _problem, person: f"for a complexity of {person.complexity}",
    ),
}

TELLING: Final = Telling(
    person=Noun("client", "clients"),
    supply=Noun("advocate", "advocates"),
    recruit=Noun("place with an advocate", "places with advocates"),
    holds=RULES,
    rules=_RULES,
    parts=parts,
    most=_most,
    part_words={
        "home": "an advocate whose home area it is",
        "language": "an advocate who speaks the language that they need",
        "stays": "keeping the advocate whom they know",
        "in_care": "being supported already",
    },
    worth=lambda problem, person, _eligible: waiting_parts(
        problem.weights.waiting, problem.as_of, person
    ),
    held=lambda _problem, _person, _advocate: 0,
    price=lambda prices, person, advocate: prices.get(advocate.id, 0) * person.complexity,
    kept=lambda _person: None,
    obstacle=_obstacle,
    where=lambda person: f"in {person.area}",
    asks=lambda _person: "",
    note=_note,
)
