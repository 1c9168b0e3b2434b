"""A named no: which rule stands in the way, where, and what the sender can do next."""

from typing import NamedTuple


class Refusal(NamedTuple):
    """Why a submission is not accepted.

    ``code`` is stable and snake case, ``pointer`` a JSON pointer into the CloudEvent, ``rule`` the
    programme's rule where one applies. Neither carries a value that was submitted.
    """

    code: str
    pointer: str
    hint: str
    rule: str = ""

    def at_referral(self) -> "Refusal":
        """Point to where a submission names the referral, if it does by its id."""
        where = self.pointer.replace("/data/reference", "/data/referral_id")
        return self._replace(pointer=where)


PROGRAMME_UNKNOWN = Refusal(
    "programme_unknown",
    "/data/programme",
    "No programme has this code. Check it against the list of programmes and send a new event.",
)
CONSENT_MISSING = Refusal(
    "consent_missing",
    "/data/consent/share",
    "Nothing was kept. Ask the person whether their details may be shared with those who help"
    " them; when they agree, record it and submit the referral again.",
)
