"""The dead letters of all services of a region, each with the service whose it is."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy.exc import SQLAlchemyError

from deploy.operate.cannot_tell import CannotTell
from deploy.operate.stores import unreachable
from shared.store.database import connect
from shared.store.dead_letters import DeadLetter, DeadLetters, NoSuchDeadLetter


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter, and the service that could not apply it."""

    service: str
    found: DeadLetter

    def to_json(self) -> dict[str, Any]:
        """Return what may be shown without a key, as a JSON object."""
        return {
            "service": self.service,
            "dead_letter_id": str(self.found.delivery_id),
            "since": self.found.held_at.isoformat(),
            "topic": self.found.topic,
            "code": self.found.code,
            "pointer": self.found.pointer,
            "behind": self.found.behind,
        }


class RegionLetters:
    """The dead letters in the databases given. Every method raises ``CannotTell`` if one is away:
    half of an answer would be taken for the whole.
    """

    def __init__(self, databases: Mapping[str, str]) -> None:
        self._databases = databases

    async def all(self, code: str = "") -> list[Letter]:
        """Return every dead letter (of this code), in the order of the services, oldest first."""
        found = await asyncio.gather(*map(self._of_service, self._databases))
        letters = [letter for of_service in found for letter in of_service]
        return [letter for letter in letters if code in ("", letter.found.code)]

    async def one(self, wanted: UUID) -> Letter:
        """Return the dead letter with this id. Raises ``NoSuchDeadLetter``.

        A fact that two services could not apply has one id in both: ``CannotTell`` asks which.
        """
        found = [one for one in await self.all() if one.found.delivery_id == wanted]
        if not found:
            raise NoSuchDeadLetter(str(wanted))
        if len(found) > 1:
            services = " and ".join(letter.service for letter in found)
            raise CannotTell(f"{wanted} is a dead letter of {services}: say which with --service.")
        return found[0]

    async def replay(self, letter: Letter) -> None:
        """Let its service apply it at the next look. Raises ``NoSuchDeadLetter``."""
        async with self._opened(letter.service) as letters:
            await letters.replay(letter.found.delivery_id)

    async def discard(self, letter: Letter) -> None:
        """Forget it. Raises ``NoSuchDeadLetter``."""
        async with self._opened(letter.service) as letters:
            await letters.discard(letter.found.delivery_id)

    async def _of_service(self, service: str) -> Sequence[Letter]:
        async with self._opened(service) as letters:
            return [Letter(service, letter) for letter in await letters.all()]

    @asynccontextmanager
    async def _opened(self, service: str) -> AsyncIterator[DeadLetters]:
        url, engine = self._databases[service], None
        try:
            engine = connect(url, "dead-letters", connections=1)
            yield DeadLetters(engine)
        except (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
            raise CannotTell(unreachable(url, error)) from error
        finally:
            if engine is not None:
                await engine.dispose()
