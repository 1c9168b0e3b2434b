"""Employment advocates as their organizations submit them: which words about a post can stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final
from uuid import UUID

from services.referrals.domain.refusal import Refusal
from services.referrals.domain.terms import Terms
from shared.ids import derived

NAMESPACE: Final = UUID("4e3a6c1d-7b52-5c0f-9e86-2d5f8a1b7c19")

ADVOCATE_UNKNOWN = Refusal(
    "advocate_unknown",
    "/data/reference",
    "This organization has no advocate under this reference. Check both, or submit the advocate"
    " first.",
)
ADVOCATE_LEFT = Refusal(
    "advocate_left",
    "/data/reference",
    "It is known already that this advocate left. If they are back, submit the advocate anew.",
)
OTHER_PROGRAMME = Refusal(
    "programme_differs",
    "/data/programme",
    "The advocate with this reference is for another programme. Send the code they were submitted"
    " with, or use a new reference.",
)
NO_CASELOADS = Refusal(
    "programme_has_no_advocates",
    "/data/programme",
    "Nobody carries a caseload in this programme. Check the programme's code.",
)
CONTRACT_OVER = Refusal(
    "contract_over",
    "/data/contract_ends",
    "The contract would be over already. Give a day that is still to come, or send a departure.",
)


@dataclass(frozen=True, slots=True)
class Advocate:
    """Somebody whom an organization submitted as an advocate, under the organization's token."""

    advocate_id: UUID
    programme: str
    organization: str
    has_left: bool = False


@lru_cache(maxsize=1024)
def advocate_id(organization: str, reference: str) -> UUID:
    """Return the id under which everybody knows this organization's advocate."""
    return derived(NAMESPACE, organization, reference)


def while_in_post(advocate: Advocate | None, programme: str) -> Advocate | Refusal:
    """Return the advocate if they are in this programme and have not left, else why not."""
    if advocate is None:
        return ADVOCATE_UNKNOWN
    if advocate.programme != programme:
        return OTHER_PROGRAMME
    return ADVOCATE_LEFT if advocate.has_left else advocate


def why_no_advocate(
    terms: Terms, known: Advocate | None, home: str, covers: Iterable[str]
) -> Refusal | None:
    """Return why this cannot be an advocate's post in the programme; ``None`` if it can."""
    if terms.programme.support != "caseload":
        return NO_CASELOADS._replace(rule=terms.rule)
    if known is not None and known.programme != terms.programme.code:
        return OTHER_PROGRAMME
    areas = terms.programme.phases_by_area
    if home not in areas:
        return _outside(terms, "/data/home")
    strange = [at for at, area in enumerate(covers) if area not in areas]
    return _outside(terms, f"/data/covers/{strange[0]}") if strange else None


def why_not_carried(
    terms: Terms, cap: int, contract_ends: date | None, today: date
) -> Refusal | None:
    """Return what is wrong with a caseload's size or a contract's end; ``None`` if nothing is."""
    if cap > terms.seats_max:
        hint = f"A caseload in this programme is at most {terms.seats_max}. Give a lower cap."
        return Refusal("cap_above_programme", "/data/cap", hint, terms.rule)
    return CONTRACT_OVER if contract_ends is not None and contract_ends < today else None


def _outside(terms: Terms, pointer: str) -> Refusal:
    hint = "This programme is not open in that area. Give the code of an area that it covers."
    return Refusal("area_outside_programme", pointer, hint, terms.rule)
