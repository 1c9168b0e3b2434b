"""The words a programme file may use; adding one here is the only release that a new word needs."""

from enum import StrEnum


class Role(StrEnum):
    """Who makes a referral."""

    JOBCENTRE_ADVISER = "jobcentre_adviser"
    WORK_COACH = "work_coach"
    ADVOCATE = "advocate"
    PARTNER_ORGANIZATION = "partner_organization"
    SCHOOL = "school"
    SELF = "self"


class Audience(StrEnum):
    """Whom a session is for; only participants are referred, parents and teachers just come."""

    PARTICIPANT = "participant"
    PARENT = "parent"
    TEACHER = "teacher"


class Circumstance(StrEnum):
    """A yes-or-no fact that a phase may ask of a person; each is an attribute of `Applicant`."""

    YOUTH_CLAIMANT = "youth_claimant"
    AT_RISK_OF_NEET = "at_risk_of_neet"
    HAS_A_NEED = "has_a_need"
    HAS_SEVERAL_NEEDS = "has_several_needs"
    ETHNIC_MINORITY = "ethnic_minority"


UNDISCLOSED = frozenset({Circumstance.ETHNIC_MINORITY})
"""Protected characteristics: no receipt may show that one was asked for or was missing."""


class SupportKind(StrEnum):
    """The shape in which help is given."""

    CIRCLE = "circle"
    ONE_TO_ONE = "one_to_one"
    CASELOAD = "caseload"
    SCHOOL_SESSION = "school_session"


class SchoolKind(StrEnum):
    """What kind of school asks for a session."""

    PUPIL_REFERRAL_UNIT = "pupil_referral_unit"
    SPECIAL = "special"
    MAINSTREAM = "mainstream"
    COLLEGE = "college"


class YearGroups(StrEnum):
    """For which years of school a session is: 7 to 9, 10 and 11, or 12 and 13."""

    KEY_STAGE_3 = "key_stage_3"
    KEY_STAGE_4 = "key_stage_4"
    POST_16 = "post_16"


class ClearanceKind(StrEnum):
    """A check of somebody who works with children, by the names of the four nations' schemes."""

    ENHANCED_DBS_CHILDREN = "enhanced_dbs_children"
    PVG_CHILDREN = "pvg_children"
    ENHANCED_ACCESS_NI_CHILDREN = "enhanced_access_ni_children"


class SessionKind(StrEnum):
    """What a session is about."""

    CV_WRITING = "cv_writing"
    GOAL_SETTING = "goal_setting"
    JOB_APPLICATIONS = "job_applications"
    INTERVIEW_PRACTICE = "interview_practice"
    FIRST_MEETING = "first_meeting"
    MENTORING = "mentoring"
    FRESH_START = "fresh_start"
    ACTION_PLANNING = "action_planning"
    OUTREACH_VISIT = "outreach_visit"
    PROGRESS_REVIEW = "progress_review"
    MOCK_INTERVIEW = "mock_interview"
    INDUSTRY_TASTER_DAY = "industry_taster_day"
    APPRENTICESHIP_ADVICE = "apprenticeship_advice"
    TRAINEESHIP_ADVICE = "traineeship_advice"
    LOCAL_JOB_MARKET_ADVICE = "local_job_market_advice"


class Outcome(StrEnum):
    """Where a person went next."""

    STARTED_WORK = "started_work"
    TRAINING = "training"
    FURTHER_EDUCATION = "further_education"
    WORK_EXPERIENCE = "work_experience"


class Progress(StrEnum):
    """A step forward short of an outcome."""

    CLOSER_TO_JOB_WANTED = "closer_to_job_wanted"
    NEED_REDUCED = "need_reduced"
    EMPLOYMENT_REALISTIC = "employment_realistic"
    CONFIDENCE_RAISED = "confidence_raised"


class Milestone(StrEnum):
    """A dated point on the way, in the order in which a programme lists it."""

    MENTOR_MATCHED = "mentor_matched"
    FIRST_SESSION_ATTENDED = "first_session_attended"
    ACTION_PLAN_AGREED = "action_plan_agreed"
    FIRST_NEED_REDUCED = "first_need_reduced"
    PLAN_COMPLETED = "plan_completed"
    WORK_SUSTAINED_13_WEEKS = "work_sustained_13_weeks"
    WORK_SUSTAINED_26_WEEKS = "work_sustained_26_weeks"
    SCHOOL_SIGNED_UP = "school_signed_up"
    FIRST_SESSION_HELD = "first_session_held"


class Measure(StrEnum):
    """What a target counts."""

    PEOPLE_ATTENDED = "people_attended"
    PEOPLE_MATCHED = "people_matched"
    PEOPLE_SUPPORTED = "people_supported"
    MENTORS_MATCHED = "mentors_matched"
    ADVOCATES_IN_POST = "advocates_in_post"
    SESSIONS_HELD = "sessions_held"
    SCHOOLS_TAKING_PART = "schools_taking_part"
