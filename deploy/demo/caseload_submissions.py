"""What offices and the advocates' organization submit in a year of caseloads."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from deploy.demo.submissions import Desk
from deploy.demo.supported_people import Post, SupportedPerson
from shared.contracts import inbound

ORGANIZATION: Final = "LCRCA"


def described(person: SupportedPerson, at: datetime) -> dict[str, Any]:
    """Return what somebody who refers says of a person with several needs."""
    return {
        "referrer": {"role": person.role, "reason": "several_needs"},
        "person": {
            "reference": f"supported-{person.number:05d}",
            "birth_month": person.birth_month,
        },
        "consent": {"share": True, "contact": person.consents, "given_on": f"{at.date()}"},
        "contact": {"name": person.name, "email": f"supported{person.number:05d}@example.org"},
        "needs": {"barriers": person.barriers},
        "preferences": {"languages": person.languages},
    }


class CaseloadDesk(Desk):
    """Writes what is said of advocates' posts and of the end of support, too."""

    __slots__ = ()

    def post(self, post: Post, at: datetime, *, with_end: bool) -> tuple[bytes, bytes]:
        """An advocate is in post, or it becomes known when the contract ends."""
        data = {
            **self._about(post),
            "home": post.home,
            "covers": post.covers,
            "cap": post.cap,
            "contract_ends": f"{post.contract_ends}" if with_end and post.contract_ends else None,
            "consent": {"share": True, "contact": False, "given_on": f"{post.starts_on}"},
            "contact": {"name": post.name},
            "languages": post.languages,
        }
        return self._of_organization(inbound.AdvocateSubmitted, data, at)

    def departure(self, post: Post, at: datetime) -> tuple[bytes, bytes]:
        """An advocate left at once."""
        return self._of_organization(inbound.DepartureSubmitted, self._about(post), at)

    def closure(self, referral_id: UUID, reason: str, at: datetime) -> tuple[bytes, bytes]:
        """The support of somebody is over."""
        data = {
            "reference": f"case-{referral_id.hex[:12]}",
            "programme": self.programme,
            "referral_id": str(referral_id),
            "reason": reason,
        }
        return self._of_organization(inbound.ClosureSubmitted, data, at)

    def _about(self, post: Post) -> dict[str, Any]:
        return {
            "reference": post.reference,
            "programme": self.programme,
            "organization": ORGANIZATION,
        }

    def _of_organization(
        self, contract: type[inbound.Submission], data: dict[str, Any], at: datetime
    ) -> tuple[bytes, bytes]:
        return self.write(contract, data, source=f"/organization/{ORGANIZATION}", at=at)
