"""Plays a year of one to one mentoring: mentors come, are trained, answer, and leave."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from deploy.demo.mentoring_submissions import MentoringDesk
from deploy.demo.playing import Playing, Sends
from deploy.demo.young_people import OF_AGE, Mentor, YoungPerson
from shared.contracts.fact import Fact
from shared.contracts.matching import MatchEnded, MatchMade, MatchProposed, ProposalClosed
from shared.contracts.notifications import NotificationSent
from shared.contracts.referrals import ReceiptIssued
from shared.contracts.scheduling import ParticipationCompleted
from shared.programmes.ages import MAY_BE_WRITTEN_TO, surely_from

DAY: Final = timedelta(days=1)
TOO_YOUNG: Final = "letters to somebody under 16"
UNPROTECTED: Final = "matches of somebody under 18 without a valid clearance"


class MentoringPlayer(Playing):
    """Young people, those who refer them, mentors, and their organizations."""

    desk: MentoringDesk

    def __init__(
        self,
        people: list[YoungPerson],
        mentors: list[Mentor],
        desk: MentoringDesk,
        send: Sends,
        seed: int,
    ) -> None:
        super().__init__(desk, send, seed)
        self.must_not = {TOO_YOUNG: 0, UNPROTECTED: 0}
        self._mentors: dict[UUID, Mentor] = {}
        self._applied: dict[str, Mentor] = {}
        self._open: dict[UUID, dict[UUID, MatchProposed]] = {}
        self._matched: dict[UUID, MatchMade] = {}
        self._pseudonyms: dict[UUID, UUID] = {}
        self._answered: set[UUID] = set()
        self._declined: set[int] = set()
        for person in people:
            self._plan(person.referred_on, self._refers(person))
        for mentor in mentors:
            self._plan_mentor(mentor)

    def _plan_mentor(self, mentor: Mentor) -> None:
        def apply(at: datetime) -> None:
            event = self.desk.mentor(mentor, at)
            self._applied[self.desk.last_id] = mentor
            self._submit("mentors who applied", event)

        def clear(at: datetime) -> None:
            self._submit("mentors cleared", self.desk.clearance(mentor, at))

        self._plan(mentor.applied_on, apply)
        self._plan(mentor.applied_on + 3 * DAY, partial(self._steps, mentor, "profile_completed"))
        if mentor.trained_on is not None:
            self._plan(mentor.trained_on, partial(self._steps, mentor, "trained"))
        if mentor.cleared_on is not None:
            self._plan(mentor.cleared_on, clear)
        if mentor.leaves_on is not None:
            self._plan(mentor.leaves_on, partial(self._steps, mentor, "left"))

    def _steps(self, mentor: Mentor, step: str, at: datetime) -> None:
        self._submit(f"mentors {step}", self.desk.step(mentor, step, at))

    def _react(self, day: date, fact: Fact) -> None:
        match fact:
            case MatchProposed():
                self._on_proposal(day, fact)
            case ProposalClosed():
                self.did[f"proposals {fact.reason}"] += 1
                self._open.get(fact.referral_id, {}).pop(fact.match_id, None)
            case MatchMade():
                self._on_match(day, fact)
            case MatchEnded():
                self.did[f"matches {fact.reason}"] += 1
                self._matched.pop(fact.match_id, None)
            case NotificationSent():
                self._on_letter(day, fact)
            case _:
                super()._react(day, fact)

    def _on_receipt(self, receipt: ReceiptIssued) -> None:
        super()._on_receipt(receipt)
        mentor = self._applied.pop(receipt.event_id or "", None)
        if mentor is not None and receipt.mentor_id is not None:
            self._mentors[receipt.mentor_id] = mentor

    def _on_proposal(self, day: date, proposed: MatchProposed) -> None:
        self.did["proposals"] += 1
        self._pseudonyms[proposed.referral_id] = proposed.person_id
        rivals = self._open.setdefault(proposed.referral_id, {})
        rivals[proposed.match_id] = proposed
        person = self._young(proposed.referral_id)
        if person is not None and person.declines and person.number not in self._declined:
            self._declined.add(person.number)
            self._plan(day + DAY, partial(self._answers, proposed, "young_person", accepts=False))
            return
        unanswered = [one for one in rivals.values() if one.match_id not in self._answered]
        if len(unanswered) > 1:
            self._plan(day + DAY, partial(self._accept_at_once, unanswered))
            return
        mood = self._draw.random()
        if mood > 0.94:
            return  # nobody answers
        wait = self._draw.randrange(1, 7) * DAY
        self._plan(day + wait, partial(self._answers, proposed, "mentor", accepts=mood < 0.82))

    def _accept_at_once(self, proposed: list[MatchProposed], at: datetime) -> None:
        """Both mentors say yes on the same morning; neither knows of the other."""
        still = [one for one in proposed if one.match_id not in self._answered]
        for one in still:
            self._answers(one, "mentor", at, accepts=True)
        if len(still) > 1:
            self.did["accepted by two mentors at once"] += 1

    def _answers(self, proposed: MatchProposed, by: str, at: datetime, *, accepts: bool) -> None:
        if proposed.match_id in self._answered:
            return
        self._answered.add(proposed.match_id)
        what = "acceptances" if accepts else f"declined by the {by.replace('_', ' ')}"
        self._submit(what, self.desk.answer(proposed, by, at, accepts=accepts))

    def _on_match(self, day: date, made: MatchMade) -> None:
        self.did["matches"] += 1
        self._matched[made.match_id] = made
        person, mentor = self._young(made.referral_id), self._mentors.get(made.mentor_id)
        if person is None or mentor is None:
            return
        if not person.is_surely(OF_AGE, day):
            self.must_not[UNPROTECTED] += not mentor.is_cleared(day)
            self._plan(surely_from(person.birth_month, OF_AGE), partial(self._turns_18, made))
        if self._draw.random() < 0.06:
            reason = self._draw.choice(("mentor_stopped", "young_person_stopped"))
            later = day + self._draw.randrange(20, 100) * DAY
            self._plan(later, partial(self._ends, made, reason))

    def _turns_18(self, made: MatchMade, _at: datetime) -> None:
        if made.match_id in self._matched:
            self.did["turned 18 with their mentor"] += 1

    def _on_completed(self, day: date, done: ParticipationCompleted) -> None:
        super()._on_completed(day, done)
        made = self._matched.get(done.circle_id)
        if made is not None:
            self._plan(day + 3 * DAY, partial(self._ends, made, "finished"))

    def _ends(self, made: MatchMade, reason: str, at: datetime) -> None:
        if made.match_id in self._matched:
            self._submit("endings", self.desk.ending(made, reason, at))

    def _on_letter(self, day: date, sent: NotificationSent) -> None:
        """Letters to mentors speak of a young person's referral, too: who got it, counts."""
        is_theirs = self._pseudonyms.get(sent.referral_id) == sent.person_id
        person = self._young(sent.referral_id)
        if person is not None and is_theirs and not person.is_surely(MAY_BE_WRITTEN_TO, day):
            self.must_not[TOO_YOUNG] += 1

    def _young(self, referral_id: UUID) -> YoungPerson | None:
        person = self._person_of.get(referral_id)
        return person if isinstance(person, YoungPerson) else None
