"""Replaying and discarding dead letters, each written down before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from deploy.operate.audit import Audit
from deploy.operate.letters import Letter, RegionLetters
from shared.store.dead_letters import NoSuchDeadLetter

Deed = Literal["replay", "discard"]


@dataclass(frozen=True, slots=True)
class Deeds:
    """What an operator does with dead letters, and the record of it."""

    letters: RegionLetters
    audit: Audit

    async def to_one(self, deed: Deed, letter: Letter) -> None:
        """Do it. Raises ``NoSuchDeadLetter`` when it is gone, ``CannotTell`` without a record."""
        act = self.letters.replay if deed == "replay" else self.letters.discard
        self.audit.note(deed, letter, "begun")
        try:
            await act(letter)
        except NoSuchDeadLetter:
            self.audit.note(deed, letter, "was gone")
            raise
        self.audit.note(deed, letter, "done")

    async def to_all(self, deed: Deed, letters: Sequence[Letter]) -> int:
        """Do it to each that is still there, in order; return how many those were."""
        done = 0
        for letter in letters:
            try:
                await self.to_one(deed, letter)
            except NoSuchDeadLetter:
                continue
            done += 1
        return done
