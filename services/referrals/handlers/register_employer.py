"""An employer gets an account, or what was said of it is corrected: one for all programmes."""

from dataclasses import replace
from datetime import datetime

from services.referrals import publishes, publishes_supply
from services.referrals.domain.employer import Employer, employer_id
from services.referrals.domain.refusal import PROGRAMME_UNKNOWN
from services.referrals.domain.terms import TermsByCode
from shared.contracts.employers import EmployerSubmitted
from shared.runtime.decision import Decision


def register_employer(
    programmes: TermsByCode,
    employer: Employer | None,
    submission: EmployerSubmitted,
    _now: datetime,
) -> Decision:
    """Open the account, or correct it; its ask and what was given stay as they are."""
    if submission.programme not in programmes:
        return None, (publishes.refused(PROGRAMME_UNKNOWN),)
    size_band, sector = submission.size_band, submission.sector
    if employer is None:
        registered = Employer(employer_id(submission.host), size_band, sector)
    else:
        registered = replace(employer, size_band=size_band, sector=sector)
    return registered, (
        publishes.accepted_of(registered, "employer_registered"),
        publishes_supply.employer_registered(registered, submission),
    )
