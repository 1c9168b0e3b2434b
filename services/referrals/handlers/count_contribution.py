"""An employer gave something: count it, and close the ask that it fulfils."""

from collections.abc import Sequence
from datetime import datetime

from services.referrals import publishes, publishes_supply
from services.referrals.domain.employer import COUNTED_ALREADY, EMPLOYER_UNKNOWN, Employer, Kind
from shared.contracts.employers import ContributionSubmitted
from shared.contracts.fact import Fact
from shared.contracts.matching import CircleConfirmed
from shared.runtime.decision import UNCHANGED, Decision


def count_contribution(
    employer: Employer | None, submission: ContributionSubmitted, _now: datetime
) -> Decision:
    """Count what was given; what circles show is not said by hand as well."""
    if employer is None:
        return None, (publishes.refused(EMPLOYER_UNKNOWN),)
    if submission.kind == "hosting":
        return None, (publishes.refused(COUNTED_ALREADY),)
    after = employer.with_given(submission.kind, submission.quantity)
    told = _told(employer, after, submission.kind, submission.programme)
    return after, (publishes.accepted_of(after, "contribution_counted"), *told)


def count_circle(employer: Employer | None, fact: CircleConfirmed, _now: datetime) -> Decision:
    """Count a circle as hosting that its employer gave: enough people joined, and it will meet."""
    if employer is None:
        return UNCHANGED
    after = employer.with_given("hosting", 1)
    return after, _told(employer, after, "hosting", fact.programme)


def _told(before: Employer, after: Employer, kind: Kind, programme: str) -> Sequence[Fact]:
    quantity = after.given(kind) - before.given(kind)
    counted = publishes_supply.contribution_counted(after, programme, kind, quantity)
    if after.ask_given == before.ask_given:
        return (counted,)
    return counted, publishes_supply.ask_changed(after, programme)
