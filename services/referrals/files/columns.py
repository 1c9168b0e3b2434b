"""The columns of every kind of file: which cell says what of which submission."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from services.referrals.files.cells import Reader, a_day, a_list, a_moment, a_number, a_text, a_yes
from shared.contracts import employers, inbound


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, the field of the submission that it fills, and what belongs into it.

    ``field`` is the path to it in the submission's data, such as ``contact/name``. A cell of a
    column that is not ``needed`` may be empty: the field is then left out.
    """

    name: str
    field: str
    says: str
    reads: Reader = a_text
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: each of its rows is one submission of ``contract``."""

    name: str
    contract: type[inbound.Submission]
    columns: Sequence[Column]

    def column_at(self, pointer: str) -> str:
        """Return the column that fills what a verdict's pointer points at; empty if none does."""
        field = pointer.removeprefix("/data").removeprefix("/")
        for column in self.columns:
            if f"{field}/".startswith(f"{column.field}/"):
                return column.name
        inside = (column.name for column in self.columns if column.field.startswith(f"{field}/"))
        return next(inside, "") if field else ""


REVISION: Final = "revision"
"""A column that every file may have: it says nothing, but makes the same row a new submission."""

_LIST: Final = "several with a space between them"
_ABOUT: Final = (
    Column("reference", "reference", "your opaque token, up to 40 characters", needed=True),
    Column("programme", "programme", "the programme's code", needed=True),
)
_OF_AN_ORGANIZATION: Final = (
    *_ABOUT,
    Column("organization", "organization", "your organisation's code", needed=True),
)
_CONSENT_AND_CONTACT: Final = (
    Column("may_share", "consent/share", "yes, if what follows may be used", a_yes, needed=True),
    Column("may_contact", "consent/contact", "yes, if we may write to them", a_yes, needed=True),
    Column("consent_on", "consent/given_on", "the day they agreed", a_day, needed=True),
    Column("name", "contact/name", "who they are, for letters alone"),
    Column("email", "contact/email", "one e-mail address"),
    Column("phone", "contact/phone", "digits and spaces"),
)
_MENTORS: Final = (
    *_OF_AN_ORGANIZATION,
    Column("area", "area", "where they meet: a local authority's GSS code", needed=True),
    Column("capacity", "capacity", "how many young people at once", a_number),
    Column("youngest", "youngest", "the youngest age", a_number),
    Column("oldest", "oldest", "the oldest age", a_number),
    *_CONSENT_AND_CONTACT,
    Column("remote", "profile/remote", "yes, if they can meet on a screen", a_yes),
    Column("languages", "profile/languages", f"such as en: {_LIST}", a_list),
    Column("slots", "profile/slots", f"such as tue-evening: {_LIST}", a_list),
    Column("sector", "profile/sector", "a code: what they work in"),
    Column("backgrounds", "profile/backgrounds", f"codes, {_LIST}", a_list),
    Column("overcame", "profile/overcame", f"codes, {_LIST}", a_list),
)
_STEPS: Final = (
    *_OF_AN_ORGANIZATION,
    Column("step", "step", "profile_completed, trained, paused, resumed or left", needed=True),
)
_CLEARANCES: Final = (
    *_OF_AN_ORGANIZATION,
    Column("kind", "kind", "which check: a code, such as enhanced_dbs_children", needed=True),
    Column("issuer", "issuer", "whose: a code, such as dbs", needed=True),
    Column("nation", "nation", "england, wales, scotland or northern_ireland", needed=True),
    Column("checked_on", "checked_on", "the day of the check", a_day, needed=True),
    Column("recheck_by", "recheck_by", "the last day on which it holds", a_day, needed=True),
)
_ADVOCATES: Final = (
    *_OF_AN_ORGANIZATION,
    Column("home", "home", "the area of their own: a GSS code", needed=True),
    Column("covers", "covers", f"areas where they stand in: {_LIST}", a_list),
    Column("cap", "cap", "how much they carry; each person counts 1 to 3", a_number, needed=True),
    Column("contract_ends", "contract_ends", "the last day, if there is one", a_day),
    *_CONSENT_AND_CONTACT,
    Column("languages", "languages", f"such as en: {_LIST}", a_list),
)
_OFFERS: Final = (
    *_ABOUT,
    Column("host", "host", "the host employer's code", needed=True),
    Column("area", "area", "where: a local authority's GSS code", needed=True),
    Column("venue", "venue", "the place, without contact details", needed=True),
    Column("track", "track", "general or graduates"),
    Column("seats_min", "seats_min", "the fewest people", a_number, needed=True),
    Column("seats_max", "seats_max", "the most people", a_number, needed=True),
    Column("first_session_at", "first_session_at", "when it first meets", a_moment, needed=True),
    Column("confirm_by", "confirm_by", "until when it is confirmed", a_moment, needed=True),
)

_OF_AN_EMPLOYER: Final = (
    Column("reference", "reference", "your token for this row: a new one for each", needed=True),
    Column("programme", "programme", "the programme's code", needed=True),
    Column("host", "host", "the employer's code, as offers of circles have it", needed=True),
)
_GIFT: Final = Column("kind", "kind", "mentors, hosting, taster_days or feedback", needed=True)
_QUANTITY: Final = Column("quantity", "quantity", "how many", a_number, needed=True)
_EMPLOYERS: Final = (
    *_OF_AN_EMPLOYER,
    Column("size_band", "size_band", "micro, small, medium or large", needed=True),
    Column("sector", "sector", "a section of the UK SIC 2007, such as H", needed=True),
)
_ASKS: Final = (*_OF_AN_EMPLOYER, _GIFT, _QUANTITY)
_CONTRIBUTIONS: Final = (
    *_OF_AN_EMPLOYER,
    Column(
        "gave", "kind", "mentors, taster_days or feedback; circles count by themselves", needed=True
    ),
    _QUANTITY,
)
_PLEDGES: Final = (
    *_OF_AN_EMPLOYER,
    _GIFT,
    Column("promises", "promises", "yes, or no if it declines", a_yes, needed=True),
    Column("quantity", "quantity", "how many", a_number),
)

KINDS: Final[Mapping[str, Kind]] = {
    kind.name: kind
    for kind in (
        Kind("mentors", inbound.MentorSubmitted, _MENTORS),
        Kind("steps", inbound.StepSubmitted, _STEPS),
        Kind("clearances", inbound.ClearanceSubmitted, _CLEARANCES),
        Kind("advocates", inbound.AdvocateSubmitted, _ADVOCATES),
        Kind("offers", inbound.OfferSubmitted, _OFFERS),
        Kind("employers", employers.EmployerSubmitted, _EMPLOYERS),
        Kind("asks", employers.AskSubmitted, _ASKS),
        Kind("pledges", employers.PledgeSubmitted, _PLEDGES),
        Kind("contributions", employers.ContributionSubmitted, _CONTRIBUTIONS),
    )
}
"""Every kind of file, by its name."""
