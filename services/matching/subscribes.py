"""Door in: what matching reacts to; pools, pairs, caseloads and schools, each on its own rows."""

from services.matching.domain.caseloads import Caseloads
from services.matching.domain.mentee import Mentee
from services.matching.domain.mentor import Mentor
from services.matching.domain.pool import Pool, pool_id
from services.matching.domain.profile import Profile
from services.matching.domain.proposal_record import ProposalRecord
from services.matching.domain.run_papers import RunPapers
from services.matching.domain.schools import Schools
from services.matching.handlers.answer_proposal import answer_proposal
from services.matching.handlers.answer_school import answer_school
from services.matching.handlers.await_advocate import await_advocate
from services.matching.handlers.await_mentor import await_mentor
from services.matching.handlers.clear_mentor import clear_mentor
from services.matching.handlers.close_case import close_case
from services.matching.handlers.close_school_days import close_school_days
from services.matching.handlers.come_to_schools import come_to_schools
from services.matching.handlers.confirm_or_cancel import confirm_or_cancel
from services.matching.handlers.consider_proposal import consider_proposal
from services.matching.handlers.decline_invitation import decline_invitation
from services.matching.handlers.end_contracts import end_contracts
from services.matching.handlers.enter_area import enter_area
from services.matching.handlers.expire_proposals import expire_proposals
from services.matching.handlers.find_place import find_place
from services.matching.handlers.follow_proposal import note_course, note_proposal
from services.matching.handlers.forget_profile import forget_profile
from services.matching.handlers.form_circle import form_circle
from services.matching.handlers.free_place import free_place
from services.matching.handlers.give_up_place import give_up_place
from services.matching.handlers.lapse_clearances import lapse_clearances
from services.matching.handlers.leave_area import leave_area
from services.matching.handlers.leave_schools import leave_schools
from services.matching.handlers.make_match import make_match
from services.matching.handlers.move_case import move_case
from services.matching.handlers.move_mentee import move_mentee
from services.matching.handlers.part_with_advocate import part_with_advocate
from services.matching.handlers.register_advocate import register_advocate
from services.matching.handlers.register_mentor import register_mentor
from services.matching.handlers.release_school import release_school
from services.matching.handlers.remember_profile import remember_profile
from services.matching.handlers.settle_match import settle_match
from services.matching.handlers.shred_papers import shred_papers
from services.matching.handlers.stop_waiting import stop_waiting
from services.matching.handlers.take_step import take_step
from services.matching.handlers.wait_again import wait_again
from shared.contracts.matching import (
    MatchAgreed,
    MatchEnded,
    MatchMade,
    MatchProposed,
    ProposalClosed,
)
from shared.contracts.people import PersonErased, PersonShared
from shared.contracts.referrals import (
    AdvocateLeft,
    AdvocateRegistered,
    InvitationDeclined,
    MatchAnswered,
    MatchEndReported,
    MentorAdmitted,
    MentorCleared,
    MentorStepped,
    OfferMade,
    ReferralAccepted,
    ReferralFact,
    ReferralMoved,
    ReferralWithdrawn,
    SupportEndReported,
)
from shared.contracts.schools import (
    SchoolOfferMade,
    SchoolOfferWithdrawn,
    SchoolRequestAccepted,
    SchoolRequestWithdrawn,
)
from shared.runtime.subscriptions import Hears, Subscriptions, Wakes


def pool_of(fact: ReferralFact | OfferMade) -> str:
    """Return the pool in which this person or offer belongs."""
    return pool_id(fact.programme, fact.area, fact.track)


def left_pool(fact: ReferralMoved) -> str:
    """Return the pool that the person left by moving."""
    return pool_id(fact.programme, fact.left_area, fact.track)


LISTENS_TO = Subscriptions(
    Hears(ReferralAccepted, find_place, Pool, by=pool_of),
    Hears(ReferralWithdrawn, give_up_place, Pool, by=pool_of),
    Hears(ReferralMoved, leave_area, Pool, by=left_pool),
    Hears(ReferralMoved, enter_area, Pool, by=pool_of),
    Hears(InvitationDeclined, decline_invitation, Pool, by=pool_of),
    Hears(OfferMade, form_circle, Pool, by=pool_of),
    Hears(PersonShared, remember_profile, Profile),
    Hears(PersonErased, forget_profile, Profile),
    Hears(PersonErased, shred_papers, RunPapers, by="programme"),
    Hears(ReferralAccepted, await_mentor, Mentee),
    Hears(ReferralWithdrawn, stop_waiting, Mentee),
    Hears(ReferralMoved, move_mentee, Mentee),
    Hears(MentorAdmitted, register_mentor, Mentor),
    Hears(MentorStepped, take_step, Mentor),
    Hears(MentorCleared, clear_mentor, Mentor),
    Hears(MatchProposed, consider_proposal, Mentee, by="referral_id"),
    Hears(MatchAnswered, answer_proposal, Mentee, by="referral_id"),
    Hears(MatchAgreed, make_match, Mentor, by="mentor_id"),
    Hears(MatchMade, settle_match, Mentee, by="referral_id"),
    Hears(MatchEndReported, free_place, Mentor, by="mentor_id"),
    Hears(ProposalClosed, free_place, Mentor, by="mentor_id"),
    Hears(ProposalClosed, wait_again, Mentee, by="referral_id"),
    Hears(MatchEnded, wait_again, Mentee, by="referral_id"),
    Hears(MatchProposed, note_proposal, ProposalRecord),
    Hears(MatchAgreed, note_course, ProposalRecord),
    Hears(MatchMade, note_course, ProposalRecord),
    Hears(ProposalClosed, note_course, ProposalRecord),
    Hears(MatchEnded, note_course, ProposalRecord),
    Hears(ReferralAccepted, await_advocate, Caseloads, by="programme"),
    Hears(ReferralWithdrawn, close_case, Caseloads, by="programme"),
    Hears(ReferralMoved, move_case, Caseloads, by="programme"),
    Hears(SupportEndReported, close_case, Caseloads, by="programme"),
    Hears(AdvocateRegistered, register_advocate, Caseloads, by="programme"),
    Hears(AdvocateLeft, part_with_advocate, Caseloads, by="programme"),
    Hears(SchoolRequestAccepted, answer_school, Schools, by="programme"),
    Hears(SchoolRequestWithdrawn, release_school, Schools, by="programme"),
    Hears(SchoolOfferMade, come_to_schools, Schools, by="programme"),
    Hears(SchoolOfferWithdrawn, leave_schools, Schools, by="programme"),
    Wakes(Pool, confirm_or_cancel),
    Wakes(Mentee, expire_proposals),
    Wakes(Mentor, lapse_clearances),
    Wakes(Caseloads, end_contracts),
    Wakes(Schools, close_school_days),
)
"""Matching hears its own words on matches: who a young person belongs to is decided on their row,
whether a mentor may meet them on the mentor's, and each tells the other."""
