"""The door in: every fact that notifications reacts to."""

from services.notifications.domain.message import CaseLetter, Message, Question
from services.notifications.domain.person import Person
from services.notifications.handlers.ask_mentor import ask_mentor, question_id, withdraw_question
from services.notifications.handlers.cancel import cancel, cancellation_id
from services.notifications.handlers.forget_person import forget_person
from services.notifications.handlers.invite import invitation_id, invite
from services.notifications.handlers.remember_person import remember_person
from services.notifications.handlers.remind import remind, reminder_id
from services.notifications.handlers.tell_of_advocate import (
    letter_before,
    letter_of,
    tell_of_advocate,
    withdraw_letter,
)
from services.notifications.handlers.withdraw_invitation import (
    supersede_invitation,
    version_before,
    withdraw_invitation,
)
from shared.contracts.matching import (
    CaseAssigned,
    CaseClosed,
    CaseTransferred,
    CaseUnassigned,
    MatchProposed,
    ProposalClosed,
)
from shared.contracts.people import PersonErased, PersonShared
from shared.contracts.scheduling import BookingCancelled, BookingMade
from shared.runtime.subscriptions import Hears, Subscriptions

LISTENS_TO = Subscriptions(
    Hears(PersonShared, remember_person, Person),
    Hears(PersonErased, forget_person, Person),
    Hears(BookingMade, supersede_invitation, Message, by=version_before("invitation")),
    Hears(BookingMade, supersede_invitation, Message, by=version_before("reminder")),
    Hears(BookingMade, supersede_invitation, Message, by=version_before("cancellation")),
    Hears(BookingMade, invite, Message, by=invitation_id),
    Hears(BookingMade, remind, Message, by=reminder_id),
    Hears(BookingCancelled, withdraw_invitation, Message, by=version_before("invitation")),
    Hears(BookingCancelled, withdraw_invitation, Message, by=version_before("reminder")),
    Hears(BookingCancelled, cancel, Message, by=cancellation_id),
    Hears(MatchProposed, ask_mentor, Question, by=question_id),
    Hears(ProposalClosed, withdraw_question, Question, by=question_id),
    Hears(CaseAssigned, withdraw_letter, CaseLetter, by=letter_before),
    Hears(CaseAssigned, tell_of_advocate, CaseLetter, by=letter_of),
    Hears(CaseTransferred, withdraw_letter, CaseLetter, by=letter_before),
    Hears(CaseTransferred, tell_of_advocate, CaseLetter, by=letter_of),
    Hears(CaseUnassigned, withdraw_letter, CaseLetter, by=letter_before),
    Hears(CaseUnassigned, tell_of_advocate, CaseLetter, by=letter_of),
    Hears(CaseClosed, withdraw_letter, CaseLetter, by=letter_before),
)
"""Messages are planned here and sent by ``jobs/send_due.py`` and its like."""
