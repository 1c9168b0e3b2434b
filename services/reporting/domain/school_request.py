"""One school's request as known so far, put together from two streams in any order."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

Standing = Literal["waiting", "matched", "closed"]


@dataclass(frozen=True, slots=True)
class SchoolRequest:
    """What a school asked for, and how it stands. The stream of requests writes the first fields,
    from ``programme`` to ``is_withdrawn``; what matching says writes ``standing``.

    ``month`` is that in which the school asked. The school itself is not kept.
    """

    request_id: UUID
    programme: str | None = None
    area: str | None = None
    month: date | None = None
    school_kind: str | None = None
    is_withdrawn: bool = False
    standing: Standing | None = None
