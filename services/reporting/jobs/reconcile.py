"""Figures straight from the log, by a way that shares nothing with the stored journeys.

Held against the stored figures with ``domain.figures.differences``, they prove "report = log".
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeGuard
from uuid import UUID

from services.reporting.domain.figures import Cell, Figures, Tally
from services.reporting.domain.standing import OUTCOMES, is_complete
from shared.contracts.fact import Fact
from shared.contracts.matching import (
    CaseAssigned,
    CaseClosed,
    CaseUnassigned,
    MatchEnded,
    MatchMade,
    MemberJoined,
    MemberLeft,
)
from shared.contracts.notifications import NotificationFact, NotificationSent
from shared.contracts.referrals import OutcomeRecorded, ReferralAccepted, ReferralRejected
from shared.contracts.scheduling import AttendanceRecorded, ParticipationCompleted
from shared.programmes.synthetic import SYNTHETIC

_OfSeat = (
    MemberJoined | MemberLeft | MatchMade | MatchEnded | CaseAssigned | CaseUnassigned | CaseClosed
)


def fold(facts: Iterable[Fact]) -> Figures:
    """Return the figures of a log, synthetic referrals left out.

    The order matters within one stream and key only.
    """
    ledger = _Ledger()
    for fact in facts:
        if getattr(fact, "programme", "") != SYNTHETIC:
            ledger.enter(fact)
    return ledger.figures()


@dataclass(slots=True)
class _Ledger:
    """Who was seen where, as sets of referrals: stage by stage, and not person by person."""

    accepted_in: dict[UUID, Cell] = field(default_factory=dict)
    rejected_in: dict[UUID, Cell] = field(default_factory=dict)
    seated: set[UUID] = field(default_factory=set)
    attendance: dict[UUID, dict[tuple[UUID, UUID], bool]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    planned: dict[tuple[UUID, UUID], int] = field(default_factory=dict)
    outcomes: dict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    invitations: dict[tuple[UUID, UUID], bool] = field(default_factory=dict)

    def enter(self, fact: Fact) -> None:
        """Take note of one fact; those that change no figure are passed over."""
        if _tells_of_a_seat(fact):
            self.seated.add(fact.referral_id)
        match fact:
            case ReferralAccepted():
                self.accepted_in.setdefault(fact.referral_id, _cell(fact))
            case ReferralRejected():
                self.rejected_in[fact.referral_id] = _cell(fact)
            case AttendanceRecorded():
                session = (fact.circle_id, fact.session_id)
                self.attendance[fact.referral_id][session] = fact.attended
            case ParticipationCompleted():
                self.planned[fact.referral_id, fact.circle_id] = fact.planned
            case OutcomeRecorded():
                self.outcomes[fact.kind].add(fact.referral_id)
            case NotificationFact() if fact.template == "invitation":
                is_sent = isinstance(fact, NotificationSent)
                self.invitations[fact.referral_id, fact.notification_id] = is_sent
            case _:
                pass

    def figures(self) -> Figures:
        """Return what was entered, counted."""
        cells = self.rejected_in | self.accepted_in
        tally = Tally(Counter())
        for measure, referrals in self._stages().items():
            for referral in referrals:
                tally.add(cells[referral], measure)
        return tally.figures()

    def _stages(self) -> dict[str, set[UUID]]:
        accepted = set(self.accepted_in)
        joined = self.seated & accepted
        attended = {r for r, seen in self.attendance.items() if any(seen.values())} & joined
        outcomes = {kind: self.outcomes[kind] & accepted for kind in OUTCOMES}
        return {
            "referred": accepted | set(self.rejected_in),
            "accepted": accepted,
            "joined": joined,
            "invited": {r for (r, _), is_sent in self.invitations.items() if is_sent} & joined,
            "attended": attended,
            "completed": {r for r, circle in self.planned if self._is_complete(r, circle)}
            & attended,
            "outcome": set[UUID]().union(*outcomes.values()),
            **outcomes,
        }

    def _is_complete(self, referral: UUID, circle: UUID) -> bool:
        seen = self.attendance.get(referral, {})
        times = sum(came for (where, _), came in seen.items() if where == circle)
        return is_complete(times, self.planned[referral, circle])


def _tells_of_a_seat(fact: Fact) -> TypeGuard[_OfSeat]:
    """Return whether the person has a seat, or had one. A case that nobody had was none."""
    if isinstance(fact, CaseClosed):
        return fact.advocate_id is not None
    return isinstance(fact, _OfSeat)


def _cell(fact: ReferralAccepted | ReferralRejected) -> Cell:
    return Cell(fact.programme, fact.area, fact.submitted_on.replace(day=1))
