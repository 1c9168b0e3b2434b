"""What became of one circle or match, and the sessions that it held."""

from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class HeldSession:
    """A session that was held: how many were expected, how many came."""

    session_id: UUID
    booked: int
    attended: int


@dataclass(frozen=True, slots=True)
class CircleSummary:
    """One circle, or one match: then ``circle_id`` is the match's id and ``mentor_id`` is known.

    ``status`` comes from matching, ``sessions`` from scheduling, in any order. A match that was
    made is ``confirmed``.
    """

    circle_id: UUID
    programme: str | None = None
    area: str | None = None
    status: Literal["formed", "confirmed", "cancelled"] | None = None
    sessions: tuple[HeldSession, ...] = ()
    sessions_held: int = 0
    mentor_id: UUID | None = None

    def having_held(self, session: HeldSession) -> "CircleSummary":
        """Return it with this session held; a second word on a session replaces the first."""
        others = [s for s in self.sessions if s.session_id != session.session_id]
        sessions = tuple(sorted([*others, session], key=lambda s: str(s.session_id)))
        return replace(self, sessions=sessions, sessions_held=len(sessions))
