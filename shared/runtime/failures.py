"""Which failures pass by themselves, and which never will."""

import asyncio

import asyncpg
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from shared.privacy.safe_errors import SafeMessage
from shared.runtime.ports import Conflict

_PASSING_SQLSTATES = ("08", "40", "53", "55", "57", "58")
"""Connection, rollback, resources, lock, operator intervention, system: PostgreSQL, appendix A."""

_PASSING = (
    Conflict,
    OSError,
    TimeoutError,
    asyncio.TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)


class TooManyDeadLetters(SafeMessage):
    """So many facts in a row broke a rule that the fault is likely ours: the consumer stops."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        super().__init__(
            f"{len(codes)} facts in a row could not be applied ({', '.join(sorted(set(codes)))}). "
            "Consuming stopped; nothing is lost. Look at './inroads dead-letters list', mend the "
            "cause, start the service again."
        )
        self.codes = codes


class ConsumerStuck(SafeMessage):
    """The consumer stands still although the brokers answer, and could not begin anew."""

    def __init__(self) -> None:
        super().__init__(
            "The brokers answer, but the consumer reads nothing and cannot be started anew in this "
            "process. The service ends; nothing is lost. Start it again."
        )


def passes_by_itself(error: BaseException) -> bool:
    """Return whether trying again later can succeed without anybody changing anything."""
    original = getattr(error, "orig", None) or error
    for candidate in (original, getattr(original, "__cause__", None)):
        if isinstance(candidate, _PASSING):
            return True
        state = getattr(candidate, "sqlstate", None)
        if state:
            return str(state)[:2] in _PASSING_SQLSTATES
    if isinstance(error, InterfaceError | OperationalError):
        return True
    return isinstance(error, DBAPIError) and error.connection_invalidated
