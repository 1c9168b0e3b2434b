"""An employer's account: one ask at a time, and what was given, counted by kind."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final, Literal
from uuid import UUID

from services.referrals.domain.refusal import Refusal
from shared.ids import derived

Kind = Literal["mentors", "hosting", "taster_days", "feedback"]
Standing = Literal["none", "asked", "promised", "declined", "given"]

NAMESPACE: Final = UUID("93d1f6c4-08be-5a27-b1f5-6a9c3e70d142")

EMPLOYER_UNKNOWN = Refusal(
    "employer_unknown",
    "/data/host",
    "No employer has an account under this code. Check it, or submit the employer first.",
)
ASK_OPEN = Refusal(
    "ask_open",
    "/data/host",
    "This employer was asked for something already, and it is not given yet. An employer gets one"
    " ask at a time: wait until it is given or declined.",
)
OTHER_ASK = Refusal(
    "ask_differs",
    "/data/kind",
    "The employer is asked for something else at this moment. Send its answer to that first.",
)
NOTHING_ASKED = Refusal(
    "nothing_asked",
    "/data/promises",
    "There is nothing to decline: the employer is not asked for anything at this moment.",
)
COUNTED_ALREADY = Refusal(
    "hosting_counts_itself",
    "/data/kind",
    "Hosting is counted when a circle at the employer's is confirmed. Leave this out.",
)


@dataclass(frozen=True, slots=True)
class Employer:
    """An account. Each kind's count only grows; ``ask_given`` counts towards the present ask.

    ::

        none ──► asked ──► promised ──► given      the next ask may come after given or declined;
          └─────────┼──────────▲                   what is given before it was promised counts, too
                    └──► declined
    """

    employer_id: UUID
    size_band: str
    sector: str
    ask_kind: str = ""
    ask_quantity: int = 0
    ask_given: int = 0
    ask_standing: Standing = "none"
    given_mentors: int = 0
    given_hosting: int = 0
    given_taster_days: int = 0
    given_feedback: int = 0

    @property
    def is_asked(self) -> bool:
        """Whether something was asked or promised that is not given yet."""
        return self.ask_standing in ("asked", "promised")

    def given(self, kind: Kind) -> int:
        """Return how much of a kind was ever given."""
        count: int = getattr(self, f"given_{kind}")
        return count

    def asked(self, kind: Kind, quantity: int, standing: Standing = "asked") -> "Employer":
        """Return the account with this ask, of which nothing is given yet."""
        return replace(
            self, ask_kind=kind, ask_quantity=quantity, ask_given=0, ask_standing=standing
        )

    def answered(self, kind: Kind, quantity: int, *, promises: bool) -> "Employer | Refusal":
        """Return the account after a promise or a no; what is offered unasked is promised."""
        if not self.is_asked:
            return self.asked(kind, quantity, "promised") if promises else NOTHING_ASKED
        if kind != self.ask_kind:
            return OTHER_ASK
        if not promises:
            return replace(self, ask_standing="declined")
        promised = replace(self, ask_quantity=quantity, ask_standing="promised")
        return promised.fulfilled()

    def with_given(self, kind: Kind, quantity: int) -> "Employer":
        """Return the account with so much more given, towards the ask if it is of that kind."""
        changes: dict[str, Any] = {f"given_{kind}": self.given(kind) + quantity}
        if self.is_asked and kind == self.ask_kind:
            changes["ask_given"] = self.ask_given + quantity
        return replace(self, **changes).fulfilled()

    def fulfilled(self) -> "Employer":
        """Return the account with its ask closed, if all of it is given."""
        if self.is_asked and self.ask_given >= self.ask_quantity:
            return replace(self, ask_standing="given")
        return self


@lru_cache(maxsize=1024)
def employer_id(host: str) -> UUID:
    """Return the id under which everybody knows the account of the employer with this code."""
    return derived(NAMESPACE, host)
