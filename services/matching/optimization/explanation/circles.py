"""How results of a circles problem are told."""

from collections.abc import Mapping, Sequence
from typing import Final

from services.matching.optimization.circles.rules import RULES
from services.matching.optimization.circles.score import parts
from services.matching.optimization.explanation import words
from services.matching.optimization.explanation.telling import Noun, Rule, Telling
from services.matching.optimization.explanation.waiting import waiting_parts
from services.matching.optimization.problem.circles import Circles, HostedSession, Jobseeker

_SESSIONS: Final = Noun("session", "sessions")
_Rule = Rule[Circles, Jobseeker, HostedSession]


def _obstacle(
    problem: Circles,
    person: Jobseeker,
    session: HostedSession,
    members: Sequence[Jobseeker],
) -> str:
    if not members:
        return (
            f"it does not meet, because fewer than the {session.seats_min} people it needs"
            " could be brought together for it"
        )
    if len(members) >= session.seats_max:
        return f"all {session.seats_max} seats are taken"
    for cap in problem.caps:
        word = person.balance.get(cap.by)
        alike = sum(member.balance.get(cap.by) == word for member in members)
        if word is not None and alike >= cap.at_most:
            return (
                f"it has {alike} people already with the same {words.code(cap.by)},"
                f" and at most {cap.at_most} may share one"
            )
    return "it has a free seat, so a better solution than this one can be found"


def _most(problem: Circles) -> Mapping[str, int]:
    return {"place": problem.weights.place, "interest": problem.weights.interest}


def _where(person: Jobseeker) -> str:
    return f"in {person.area}"


_RULES: Final[Mapping[str, _Rule]] = {
    "track": Rule(
        "the session is for their track",
        "the session is for another track",
        lambda _problem, person, _sessions: (
            f"the sessions were for the track “{words.code(person.track)}”"
        ),
        lambda _problem, person: f"on the track “{words.code(person.track)}”",
        may_change=False,
    ),
    "availability": Rule(
        "they can come at its time of the week",
        "they cannot come at its time of the week",
        lambda _problem, _person, sessions: (
            f"they could come on {words.busiest([s.slot for s in sessions], _SESSIONS)}"
        ),
        lambda _problem, person: f"on {words.when(person.slots)}",
    ),
    "reach": Rule(
        "it is near enough",
        "it is too far",
        lambda _problem, _person, _sessions: "the way were not too far",
        lambda _problem, _person: "",
    ),
    "not_declined": Rule(
        "they have not declined it before",
        "they declined it before",
        lambda _problem, _person, _sessions: "they took a session that they declined before",
        lambda _problem, _person: "other than those declined before",
    ),
}

TELLING: Final = Telling(
    person=Noun("jobseeker", "jobseekers"),
    supply=_SESSIONS,
    recruit=Noun("seat in a circle", "seats in circles"),
    holds=RULES,
    rules=_RULES,
    parts=parts,
    most=_most,
    part_words={
        "place": "how near it is",
        "interest": "a host from a sector that interests them",
    },
    worth=lambda problem, person, _eligible: waiting_parts(
        problem.weights.waiting, problem.as_of, person
    ),
    held=lambda _problem, _person, _session: 0,
    price=lambda prices, _person, session: prices.get(session.id, 0),
    kept=lambda person: person.seat,
    obstacle=_obstacle,
    where=_where,
    asks=lambda _person: "",
    note=lambda *_: "",
)
