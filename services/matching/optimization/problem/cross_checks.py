"""What must hold between the fields of a problem, beyond what a schema can say."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, Protocol

from services.matching.optimization.problem.caseloads import Caseloads
from services.matching.optimization.problem.circles import Circles
from services.matching.optimization.problem.kinds import SUPPLY_FIELDS, AnyProblem, supply_of
from services.matching.optimization.problem.one_to_one import Mentor, OneToOne, YoungPerson
from services.matching.optimization.problem.schools import Schools
from shared.programmes.faults import pointer

Found = Iterator[tuple[str, str]]
"""Pairs of a JSON pointer and what is wrong there, with what to do."""

_ACCEPTED_CONFLICT: Final = (
    "an accepted match is never broken, but this mentor is among the person's conflicts; end the"
    " match (leave 'held' out) or remove the conflict"
)


class _Named(Protocol):
    @property
    def id(self) -> str: ...


class _Waiting(_Named, Protocol):
    @property
    def waiting_since(self) -> date: ...


def cross_faults(problem: AnyProblem) -> Found:
    """Yield everything that does not fit together, in the order of the document."""
    supply = SUPPLY_FIELDS[problem.kind]
    yield from _repeated("people", problem.people)
    yield from _repeated(supply, supply_of(problem))
    match problem:
        case OneToOne():
            yield from _one_to_one(problem)
        case Circles():
            yield from _circles(problem)
        case Caseloads():
            yield from _caseloads(problem)
        case Schools():
            yield from _schools(problem)


def _repeated(field: str, named: Sequence[_Named]) -> Found:
    first: dict[str, int] = {}
    for at, one in enumerate(named):
        if (earlier := first.setdefault(one.id, at)) != at:
            where = pointer(field, earlier, "id")
            yield pointer(field, at, "id"), f"{where} has this id too; give each its own"


def _unknown(where: str, one: str | None, known: set[str], field: str) -> Found:
    if one is not None and one not in known:
        yield where, f"no entry of /{field} has this id; correct it or leave it out"


def _unknown_among(where: str, ids: Iterable[str], known: set[str], field: str) -> Found:
    for at, one in enumerate(ids):
        yield from _unknown(f"{where}/{at}", one, known, field)


def _waiting(problem_day: date, people: Sequence[_Waiting]) -> Found:
    for at, person in enumerate(people):
        if person.waiting_since > problem_day:
            yield (
                pointer("people", at, "waiting_since"),
                f"this is after the problem's day, {problem_day}; correct one of the two",
            )


def _one_to_one(problem: OneToOne) -> Found:
    yield from _waiting(problem.as_of, problem.people)
    mentors = {mentor.id for mentor in problem.mentors}
    for at, person in enumerate(problem.people):
        yield from _young_person(problem, at, person, mentors)
    for at, mentor in enumerate(problem.mentors):
        yield from _mentor(at, mentor)
    if problem.rules.youngest > problem.rules.oldest:
        yield "/rules/youngest", "this is above /rules/oldest; swap or correct them"
    if problem.weights.few_options.few > problem.weights.few_options.some:
        yield "/weights/few_options/few", "this is above 'some' beside it; swap or correct them"


def _young_person(problem: OneToOne, at: int, person: YoungPerson, mentors: set[str]) -> Found:
    here = ("people", at)
    if person.born > problem.as_of:
        yield (
            pointer(*here, "born"),
            f"this is after the problem's day, {problem.as_of}; correct one of the two",
        )
    yield from _unknown_among(pointer(*here, "conflicts"), person.conflicts, mentors, "mentors")
    if person.held is None:
        return
    yield from _unknown(pointer(*here, "held", "mentor"), person.held.mentor, mentors, "mentors")
    if person.held.state == "accepted" and person.held.mentor in person.conflicts:
        yield (
            pointer(*here, "held"),
            _ACCEPTED_CONFLICT,
        )


def _mentor(at: int, mentor: Mentor) -> Found:
    here = ("mentors", at)
    if mentor.youngest > mentor.oldest:
        yield pointer(*here, "youngest"), "this is above 'oldest' beside it; swap or correct them"
    for number, clearance in enumerate(mentor.clearances):
        if clearance.recheck_by < clearance.checked:
            yield (
                pointer(*here, "clearances", number, "recheck_by"),
                "this is before 'checked' beside it; swap or correct them",
            )


def _circles(problem: Circles) -> Found:
    yield from _waiting(problem.as_of, problem.people)
    sessions = {session.id for session in problem.sessions}
    for at, person in enumerate(problem.people):
        declined, seat = pointer("people", at, "declined"), pointer("people", at, "seat")
        yield from _unknown_among(declined, person.declined, sessions, "sessions")
        yield from _unknown(seat, person.seat, sessions, "sessions")
        if person.seat is not None and person.seat in person.declined:
            yield (
                seat,
                "this session is among the person's declined ones too; remove one of the two",
            )
    held = Counter(person.seat for person in problem.people)
    for at, session in enumerate(problem.sessions):
        if session.seats_min > session.seats_max:
            yield (
                pointer("sessions", at, "seats_min"),
                "this is above 'seats_max' beside it; swap or correct them",
            )
        if held[session.id] > session.seats_max:
            yield (
                pointer("sessions", at, "seats_max"),
                f"{held[session.id]} people hold a seat here; add seats or take one back",
            )
    yield from _caps(problem)


def _caps(problem: Circles) -> Found:
    words = Counter(cap.by for cap in problem.caps)
    for at, cap in enumerate(problem.caps):
        if words[cap.by] > 1:
            yield pointer("caps", at, "by"), "another cap is about this word too; keep one of them"


def _caseloads(problem: Caseloads) -> Found:
    yield from _waiting(problem.as_of, problem.people)
    advocates = {advocate.id for advocate in problem.advocates}
    for at, person in enumerate(problem.people):
        conflicts, now = pointer("people", at, "conflicts"), pointer("people", at, "advocate")
        yield from _unknown_among(conflicts, person.conflicts, advocates, "advocates")
        yield from _unknown(now, person.advocate, advocates, "advocates")


def _schools(problem: Schools) -> Found:
    suppliers = {supplier.id for supplier in problem.suppliers}
    for at, request in enumerate(problem.people):
        declined = pointer("people", at, "declined")
        yield from _unknown_among(declined, request.declined, suppliers, "suppliers")
        now = pointer("people", at, "answered_by")
        yield from _unknown(now, request.answered_by, suppliers, "suppliers")
