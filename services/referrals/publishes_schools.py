"""What referrals announces of schools: what they ask for, and who offers to come."""

from datetime import date

from services.referrals.domain.school_offer import SchoolOffer
from services.referrals.domain.school_request import SchoolRequest
from shared.contracts import schools


def request_accepted(
    request: SchoolRequest, said: schools.SchoolRequestSubmitted, today: date, rule: str
) -> schools.SchoolRequestAccepted:
    """Announce that a school waits for a session."""
    told = said.model_dump(exclude={"reference"}) | {"submitted_on": today}
    return schools.SchoolRequestAccepted(request_id=request.request_id, rule=rule, **told)


def request_withdrawn(request: SchoolRequest, reason: str) -> schools.SchoolRequestWithdrawn:
    """Announce that a school wants the session no more."""
    named, programme = request.request_id, request.programme
    return schools.SchoolRequestWithdrawn(request_id=named, programme=programme, reason=reason)


def school_offer_made(
    offer: SchoolOffer, said: schools.SchoolOfferSubmitted, today: date
) -> schools.SchoolOfferMade:
    """Announce that somebody comes to schools: where, for what, how often, and from when."""
    told = said.model_dump(exclude={"reference"}) | {"starts": said.starts or today}
    return schools.SchoolOfferMade(offer_id=offer.offer_id, **told)


def school_offer_withdrawn(offer: SchoolOffer, reason: str) -> schools.SchoolOfferWithdrawn:
    """Announce that they come no more."""
    named, programme = offer.offer_id, offer.programme
    return schools.SchoolOfferWithdrawn(offer_id=named, programme=programme, reason=reason)
