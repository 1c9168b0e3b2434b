"""Which streams each service listens to, from the services' own tables."""

from uuid import UUID

from services.matching.subscribes import LISTENS_TO as MATCHING
from services.notifications.subscribes import LISTENS_TO as NOTIFICATIONS
from services.referrals.subscribes import listens_to
from services.reporting.subscribes import LISTENS_TO as REPORTING
from services.scheduling.subscribes import LISTENS_TO as SCHEDULING
from shared.contracts.streams import Stream
from shared.runtime.subscriptions import Subscriptions


def subscriptions_of(service: str) -> Subscriptions:
    """Return a service's door in. Raises ``KeyError`` when there is no such service."""
    return {
        "referrals": listens_to(lambda *_: UUID(int=0)),
        "matching": MATCHING,
        "scheduling": SCHEDULING,
        "notifications": NOTIFICATIONS,
        "reporting": REPORTING,
    }[service]


def streams_of(service: str, *, simulated: bool = False) -> tuple[Stream, ...]:
    """Return the streams that a service reads; the clock's only where time is simulated."""
    always = (*subscriptions_of(service).streams, Stream.ROLLOUT)
    return (*always, Stream.CLOCK) if simulated else always
