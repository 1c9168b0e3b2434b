"""What schools and mentors' organizations submit in a year of one to one mentoring."""

from datetime import datetime
from typing import Any

from deploy.demo.submissions import Desk
from deploy.demo.young_people import Mentor, YoungPerson
from shared.contracts import inbound
from shared.contracts.matching import MatchFact, MatchMade, MatchProposed


def described(person: YoungPerson, at: datetime) -> dict[str, Any]:
    """Return what a school says of a young person."""
    return {
        "referrer": {"role": person.role, "reason": "would_benefit"},
        "person": {
            "reference": f"young-{person.number:05d}",
            "birth_month": person.birth_month,
        },
        "consent": {"share": True, "contact": person.consents, "given_on": f"{at.date()}"},
        "contact": {"name": person.name, "email": f"young{person.number:05d}@example.org"},
        "needs": {"barriers": person.barriers},
        "preferences": {"slots": person.slots, "relates_to": person.relates_to},
    }


class MentoringDesk(Desk):
    """Writes what is said of mentors and of matches, too."""

    __slots__ = ()

    def mentor(self, mentor: Mentor, at: datetime) -> tuple[bytes, bytes]:
        """Somebody wants to be a mentor."""
        data = {
            **self._about(mentor),
            "area": mentor.area,
            "capacity": mentor.capacity,
            "consent": {"share": True, "contact": True, "given_on": f"{at.date()}"},
            "contact": {"name": mentor.name, "email": f"{mentor.reference}@example.org"},
            "profile": {
                "slots": mentor.slots,
                "sector": mentor.sector,
                "backgrounds": mentor.backgrounds,
            },
        }
        return self._of_organization(inbound.MentorSubmitted, mentor, data, at)

    def step(self, mentor: Mentor, step: str, at: datetime) -> tuple[bytes, bytes]:
        """A mentor goes a step."""
        data = {**self._about(mentor), "step": step}
        return self._of_organization(inbound.StepSubmitted, mentor, data, at)

    def clearance(self, mentor: Mentor, at: datetime) -> tuple[bytes, bytes]:
        """A mentor was checked for work with children."""
        data = {
            **self._about(mentor),
            "kind": "enhanced_dbs_children",
            "issuer": "dbs",
            "nation": "england",
            "checked_on": f"{mentor.cleared_on}",
            "recheck_by": f"{mentor.recheck_by}",
        }
        return self._of_organization(inbound.ClearanceSubmitted, mentor, data, at)

    def answer(
        self, proposed: MatchProposed, by: str, at: datetime, *, accepts: bool
    ) -> tuple[bytes, bytes]:
        """One side answers a proposal."""
        data = self._about_match(proposed) | {"by": by, "accepts": accepts}
        return self.write(inbound.AnswerSubmitted, data, source="/platform/answers", at=at)

    def ending(self, made: MatchMade, reason: str, at: datetime) -> tuple[bytes, bytes]:
        """A match is over."""
        data = self._about_match(made) | {"mentor_id": str(made.mentor_id), "reason": reason}
        return self.write(inbound.EndingSubmitted, data, source="/platform/answers", at=at)

    def _about(self, mentor: Mentor) -> dict[str, Any]:
        return {
            "reference": mentor.reference,
            "programme": self.programme,
            "organization": mentor.organization,
        }

    def _about_match(self, fact: MatchFact) -> dict[str, Any]:
        return {
            "reference": f"match-{fact.match_id.hex[:12]}",
            "programme": self.programme,
            "match_id": str(fact.match_id),
            "referral_id": str(fact.referral_id),
        }

    def _of_organization(
        self, contract: type[inbound.Submission], mentor: Mentor, data: dict[str, Any], at: datetime
    ) -> tuple[bytes, bytes]:
        source = f"/organization/{mentor.organization}"
        return self.write(contract, data, source=source, at=at)
