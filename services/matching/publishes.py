"""Door out: the facts that matching announces. Nothing else here builds contracts."""

from collections.abc import Iterable
from typing import Any, assert_never
from uuid import UUID

from services.matching.domain import acceptance, case_news, places, school_news
from services.matching.domain.caseloads import Case, Caseloads
from services.matching.domain.circle import Circle, Participant
from services.matching.domain.happenings import (
    Cancelled,
    Confirmed,
    Formed,
    Happening,
    Joined,
    Left,
    Waits,
    WhyCancelled,
    WhyLeft,
)
from services.matching.domain.mentee import Mentee, Proposal
from services.matching.domain.mentor import Held, Mentor
from services.matching.domain.pool import Pool
from services.matching.domain.schools import Schools
from shared.contracts import schools as said
from shared.contracts.fact import Fact, Member
from shared.contracts.matching import (
    CaseAssigned,
    CaseClosed,
    CaseTransferred,
    CaseUnassigned,
    CircleCancelled,
    CircleConfirmed,
    CircleFormed,
    MatchAgreed,
    MatchEnded,
    MatchMade,
    MatchProposed,
    MemberJoined,
    MemberLeft,
    ProposalClosed,
    ReferralWaitlisted,
)


def announced(pool: Pool, happenings: Iterable[Happening]) -> list[Fact]:
    """Return one fact for everything that happened in the pool, in the same order."""
    return [_fact(pool, happening) for happening in happenings]


def _fact(pool: Pool, happening: Happening) -> Fact:
    match happening:
        case Waits(participant):
            return referral_waitlisted(pool, participant)
        case Formed(circle):
            return circle_formed(pool, circle)
        case Joined(circle, member):
            return member_joined(pool, circle, member)
        case Left(circle, member, left):
            return member_left(pool, circle, member, left)
        case Confirmed(circle):
            return circle_confirmed(pool, circle)
        case Cancelled(circle, cancelled):
            return circle_cancelled(pool, circle, cancelled)
        case _:
            assert_never(happening)


def referral_waitlisted(pool: Pool, participant: Participant) -> ReferralWaitlisted:
    """Say that this person waits for a seat."""
    return ReferralWaitlisted(
        referral_id=participant.referral_id,
        person_id=participant.person_id,
        programme=pool.programme,
        area=pool.area,
        track=pool.track,
    )


def circle_formed(pool: Pool, circle: Circle) -> CircleFormed:
    """Say that a circle opened, with the seats that the programme and the host allow."""
    return CircleFormed(
        circle_id=circle.circle_id,
        programme=pool.programme,
        area=pool.area,
        track=pool.track,
        offer_id=circle.offer_id,
        host=circle.host,
        seats_min=circle.seats_min,
        seats_max=circle.seats_max,
        confirm_by=circle.confirm_by,
    )


def member_joined(pool: Pool, circle: Circle, member: Participant) -> MemberJoined:
    """Say that this person has a seat."""
    return MemberJoined(
        circle_id=circle.circle_id,
        programme=pool.programme,
        area=pool.area,
        track=pool.track,
        referral_id=member.referral_id,
        person_id=member.person_id,
    )


def member_left(pool: Pool, circle: Circle, member: Participant, reason: WhyLeft) -> MemberLeft:
    """Say that this person no longer has a seat, and why."""
    return MemberLeft(
        circle_id=circle.circle_id,
        programme=pool.programme,
        area=pool.area,
        track=pool.track,
        referral_id=member.referral_id,
        person_id=member.person_id,
        reason=reason,
    )


def circle_confirmed(pool: Pool, circle: Circle) -> CircleConfirmed:
    """Say that the circle will meet, where, when and with whom."""
    return CircleConfirmed(
        circle_id=circle.circle_id,
        programme=pool.programme,
        area=pool.area,
        track=pool.track,
        offer_id=circle.offer_id,
        host=circle.host,
        venue=circle.venue,
        first_session_at=circle.first_session_at,
        members=[Member(referral_id=m.referral_id, person_id=m.person_id) for m in circle.members],
    )


def circle_cancelled(pool: Pool, circle: Circle, reason: WhyCancelled) -> CircleCancelled:
    """Say that the circle will not meet, and why."""
    return CircleCancelled(
        circle_id=circle.circle_id,
        programme=pool.programme,
        area=pool.area,
        track=pool.track,
        reason=reason,
    )


def mentor_awaited(mentee: Mentee) -> ReferralWaitlisted:
    """Say that this young person waits for a mentor."""
    return ReferralWaitlisted(
        referral_id=mentee.referral_id,
        person_id=mentee.person_id,
        programme=mentee.programme,
        area=mentee.area,
        track=mentee.track,
    )


def said_of_mentee(mentee: Mentee, happenings: Iterable[acceptance.Happening]) -> list[Fact]:
    """Return one fact for everything that happened to a young person, in the same order."""
    return [_of_mentee(mentee, happening) for happening in happenings]


def _of_mentee(mentee: Mentee, happening: acceptance.Happening) -> Fact:
    match happening:
        case acceptance.Waits():
            return mentor_awaited(mentee)
        case acceptance.Agreed(proposal):
            return MatchAgreed(**_proposed_to(mentee, proposal))
        case acceptance.Closed(proposal, reason):
            return ProposalClosed(**_proposed_to(mentee, proposal), reason=reason)
        case _:
            assert_never(happening)


def said_of_mentor(mentor: Mentor, happenings: Iterable[places.Happening]) -> list[Fact]:
    """Return one fact for everything that happened to a mentor's places, in the same order."""
    return [_of_mentor(mentor, happening) for happening in happenings]


def _of_mentor(mentor: Mentor, happening: places.Happening) -> Fact:
    match happening:
        case places.Proposed(held, expires_at, run):
            told = _held_by(mentor, held) | {"expires_at": expires_at, "run": run}
            told |= {"slot": held.slot, "turn": held.turn}
            return MatchProposed(**told, mentor_person_id=mentor.person_id)
        case places.Made(held):
            return MatchMade(**_held_by(mentor, held), slot=held.slot, turn=held.turn)
        case places.Closed(held, reason):
            return ProposalClosed(**_held_by(mentor, held), reason=reason)
        case places.Ended(held, reason):
            return MatchEnded(**_held_by(mentor, held), reason=reason)
        case _:
            assert_never(happening)


def closed_as(proposed: MatchProposed, reason: str) -> ProposalClosed:
    """Say that a proposal to somebody unknown is off."""
    told = proposed.model_dump(include=set(ProposalClosed.model_fields))
    return ProposalClosed(**told, reason=reason)


def _proposed_to(mentee: Mentee, proposal: Proposal) -> dict[str, Any]:
    return {
        "match_id": proposal.match_id,
        "mentor_id": proposal.mentor_id,
        "referral_id": mentee.referral_id,
        "person_id": mentee.person_id,
        "programme": mentee.programme,
        "area": mentee.area,
    }


def _held_by(mentor: Mentor, held: Held) -> dict[str, Any]:
    return {
        "match_id": held.match_id,
        "mentor_id": mentor.mentor_id,
        "referral_id": held.referral_id,
        "person_id": held.person_id,
        "programme": mentor.programme,
        "area": held.area,
    }


def said_of_cases(loads: Caseloads, happenings: Iterable[case_news.Happening]) -> list[Fact]:
    """Return one fact for everything that happened to cases, in the same order."""
    return [_of_case(loads, happening) for happening in happenings]


def _of_case(loads: Caseloads, happening: case_news.Happening) -> Fact:
    case = happening.case
    about = _about_case(loads.programme, case)
    told = about | {"revision": case.changes}
    match happening:
        case case_news.Waits():
            return ReferralWaitlisted(**about, track=case.track)
        case case_news.Assigned(_, to):
            return CaseAssigned(**told, **_with(loads, to, case))
        case case_news.Transferred(_, to, left, reason):
            told |= {"left_advocate_id": left, "reason": reason}
            return CaseTransferred(**told, **_with(loads, to, case))
        case case_news.Unassigned(_, advocate_id, reason):
            return CaseUnassigned(**told, advocate_id=advocate_id, reason=reason)
        case case_news.Closed(_, of, reason):
            return CaseClosed(**told, advocate_id=of, reason=reason)
        case _:
            assert_never(happening)


def _with(loads: Caseloads, advocate_id: UUID, case: Case) -> dict[str, Any]:
    post = loads.advocate(advocate_id)
    return {
        "advocate_id": advocate_id,
        "advocate_person_id": post.person_id if post else None,
        "turn": case.week_turn,
    }


def _about_case(programme: str, case: Case) -> dict[str, Any]:
    return {
        "referral_id": case.referral_id,
        "person_id": case.person_id,
        "programme": programme,
        "area": case.area,
    }


def said_of_schools(
    schools: Schools, happenings: Iterable[school_news.Happening]
) -> list[said.SchoolFact]:
    """Return one fact for everything that happened to schools' requests, in the same order."""
    return [_of_school(schools.programme, happening) for happening in happenings]


def _of_school(programme: str, happening: school_news.Happening) -> said.SchoolFact:
    asked = happening.asked
    told: dict[str, Any] = {"request_id": asked.request_id, "area": asked.area}
    told["programme"] = programme
    match happening:
        case school_news.Waits():
            return said.SchoolWaitlisted(**told)
        case school_news.Matched(_, to, month):
            return said.SchoolMatched(**told, offer_id=to, month=f"{month:%Y-%m}")
        case school_news.Transferred(_, to, left, month, why):
            told |= {"offer_id": to, "left_offer_id": left, "month": f"{month:%Y-%m}"}
            return said.SchoolTransferred(**told, reason=why)
        case school_news.Unmatched(_, left, why):
            return said.SchoolUnmatched(**told, offer_id=left, reason=why)
        case school_news.Closed(_, left_by, why):
            return said.SchoolRequestClosed(**told, offer_id=left_by, reason=why)
        case _:
            assert_never(happening)
