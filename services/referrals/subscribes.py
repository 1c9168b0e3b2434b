"""The door in: which fact referrals hears, and what it decides on which state."""

from functools import partial
from uuid import UUID

from services.referrals.domain.advocate import Advocate, advocate_id
from services.referrals.domain.employer import Employer, employer_id
from services.referrals.domain.mentor import Mentor, mentor_id
from services.referrals.domain.offer import Offer, offer_id
from services.referrals.domain.referral import Referral, referral_id
from services.referrals.domain.school_offer import SchoolOffer, school_offer_id
from services.referrals.domain.school_request import SchoolRequest, request_id
from services.referrals.domain.terms import terms_by_code
from services.referrals.handlers.accept_referral import Identify, accept_referral
from services.referrals.handlers.accept_request import accept_request
from services.referrals.handlers.admit_mentor import admit_mentor
from services.referrals.handlers.admit_offer import admit_offer
from services.referrals.handlers.admit_school_offer import admit_school_offer
from services.referrals.handlers.answer_unreadable import answer_unreadable
from services.referrals.handlers.ask_employer import ask_employer, note_pledge
from services.referrals.handlers.count_contribution import count_circle, count_contribution
from services.referrals.handlers.decline_invitation import decline_invitation
from services.referrals.handlers.move_person import move_person
from services.referrals.handlers.note_clearance import note_clearance
from services.referrals.handlers.note_progress import (
    note_closure,
    note_completion,
    note_departure,
    note_place,
    note_waiting,
)
from services.referrals.handlers.note_step import note_step
from services.referrals.handlers.part_with_advocate import part_with_advocate
from services.referrals.handlers.pass_on_answer import pass_on_answer, pass_on_ending
from services.referrals.handlers.pass_on_attendance import pass_on_attendance
from services.referrals.handlers.pass_on_closure import pass_on_closure
from services.referrals.handlers.record_outcome import record_outcome
from services.referrals.handlers.register_advocate import register_advocate
from services.referrals.handlers.register_employer import register_employer
from services.referrals.handlers.withdraw_referral import withdraw_referral
from services.referrals.handlers.withdraw_request import withdraw_request
from services.referrals.handlers.withdraw_school_offer import withdraw_school_offer
from shared.contracts import employers, inbound, matching, scheduling, schools
from shared.programmes.load import load_programmes
from shared.runtime.subscriptions import Hears, Subscriptions

FromAnOffice = (
    inbound.ReferralSubmitted
    | inbound.WithdrawalSubmitted
    | inbound.MoveSubmitted
    | inbound.DeclineSubmitted
    | inbound.OutcomeSubmitted
)


def listens_to(identify: Identify) -> Subscriptions:
    """Return the table; ``identify`` gives the pseudonym of the person whom a sender refers to."""
    programmes = terms_by_code(load_programmes().all)
    accept = partial(accept_referral, identify, programmes)
    admit = partial(admit_offer, programmes)
    admit_a_mentor = partial(admit_mentor, identify, programmes)
    pass_on = partial(pass_on_attendance, programmes)
    record = partial(record_outcome, programmes)
    register = partial(register_advocate, identify, programmes)
    close = partial(pass_on_closure, programmes)
    open_account = partial(register_employer, programmes)
    accept_a_request = partial(accept_request, programmes)
    admit_to_schools = partial(admit_school_offer, programmes)
    return Subscriptions(
        Hears(inbound.ReferralSubmitted, accept, Referral, by=_referral),
        Hears(inbound.WithdrawalSubmitted, withdraw_referral, Referral, by=_referral),
        Hears(inbound.MoveSubmitted, move_person, Referral, by=_referral),
        Hears(inbound.DeclineSubmitted, decline_invitation, Referral, by=_referral),
        Hears(inbound.OfferSubmitted, admit, Offer, by=_offer),
        Hears(inbound.AttendanceSubmitted, pass_on, Referral, by="referral_id"),
        Hears(inbound.OutcomeSubmitted, record, Referral, by=_referral),
        Hears(inbound.MentorSubmitted, admit_a_mentor, Mentor, by=_mentor),
        Hears(inbound.StepSubmitted, note_step, Mentor, by=_mentor),
        Hears(inbound.ClearanceSubmitted, note_clearance, Mentor, by=_mentor),
        Hears(inbound.AnswerSubmitted, pass_on_answer, Referral, by="referral_id"),
        Hears(inbound.EndingSubmitted, pass_on_ending, Referral, by="referral_id"),
        Hears(inbound.AdvocateSubmitted, register, Advocate, by=_advocate),
        Hears(inbound.DepartureSubmitted, part_with_advocate, Advocate, by=_advocate),
        Hears(inbound.ClosureSubmitted, close, Referral, by="referral_id"),
        Hears(employers.EmployerSubmitted, open_account, Employer, by=_employer),
        Hears(employers.AskSubmitted, ask_employer, Employer, by=_employer),
        Hears(employers.PledgeSubmitted, note_pledge, Employer, by=_employer),
        Hears(employers.ContributionSubmitted, count_contribution, Employer, by=_employer),
        Hears(matching.CircleConfirmed, count_circle, Employer, by=_employer),
        Hears(schools.SchoolRequestSubmitted, accept_a_request, SchoolRequest, by=_request),
        Hears(schools.SchoolRecallSubmitted, withdraw_request, SchoolRequest, by=_request),
        Hears(schools.SchoolOfferSubmitted, admit_to_schools, SchoolOffer, by=_school_offer),
        Hears(schools.SchoolRetreatSubmitted, withdraw_school_offer, SchoolOffer, by=_school_offer),
        Hears(matching.ReferralWaitlisted, note_waiting, Referral),
        Hears(matching.MemberJoined, note_place, Referral, by="referral_id"),
        Hears(matching.MemberLeft, note_departure, Referral, by="referral_id"),
        Hears(matching.MatchMade, note_place, Referral, by="referral_id"),
        Hears(matching.MatchEnded, note_departure, Referral, by="referral_id"),
        Hears(matching.CaseAssigned, note_place, Referral),
        Hears(matching.CaseUnassigned, note_departure, Referral),
        Hears(matching.CaseClosed, note_closure, Referral),
        Hears(scheduling.ParticipationCompleted, note_completion, Referral, by="referral_id"),
        answers_unreadable=answer_unreadable,
    )


def _referral(fact: FromAnOffice) -> UUID:
    return referral_id(fact.office, fact.reference)


def _offer(fact: inbound.OfferSubmitted) -> UUID:
    return offer_id(fact.host, fact.reference)


def _mentor(fact: inbound.FromAMentorsOrganization) -> UUID:
    return mentor_id(fact.organization, fact.reference)


def _advocate(fact: inbound.AdvocateSubmitted | inbound.DepartureSubmitted) -> UUID:
    return advocate_id(fact.organization, fact.reference)


def _employer(fact: employers.FromWhoKnowsAnEmployer | matching.CircleConfirmed) -> UUID:
    return employer_id(fact.host)


def _request(fact: schools.SchoolRequestSubmitted | schools.SchoolRecallSubmitted) -> UUID:
    return request_id(fact.school, fact.reference)


def _school_offer(fact: schools.SchoolOfferSubmitted | schools.SchoolRetreatSubmitted) -> UUID:
    return school_offer_id(fact.organization, fact.reference)
