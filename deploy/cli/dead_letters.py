"""`./inroads dead-letters`: what a service could not apply, and what becomes of it."""

import asyncio
import os
from argparse import ArgumentParser, Namespace
from pathlib import Path
from uuid import UUID

from shared.privacy.keyring import Keyring
from shared.store.database import connect
from shared.store.dead_letters import DeadLetter, DeadLetters, NoSuchDeadLetter

_DESCRIPTION = """\
List, show, replay or discard the facts that a service could not apply. Give the service's database
with --database, or in the variable DATABASE_URL. Showing the original bytes needs the region's
keyring and prints what a sender submitted: do it where nobody looks over your shoulder."""
_EPILOG = """\
examples:
  ./inroads dead-letters list --database postgresql://...
  ./inroads dead-letters show ID --database ... --keyring region.json
  ./inroads dead-letters replay ID --database ...    after the cause is mended
  ./inroads dead-letters discard ID --database ... --yes"""


def add_arguments(parser: ArgumentParser) -> None:
    """Add what the subcommand takes, and its help, to its parser."""
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("action", choices=["list", "show", "replay", "discard"])
    parser.add_argument("id", nargs="?", type=UUID, help="the dead letter's id, as listed")
    parser.add_argument("--database", default=os.environ.get("DATABASE_URL"))
    parser.add_argument("--keyring", type=Path, help="the region's keyring, for show")
    parser.add_argument("--yes", action="store_true", help="discard without asking again")


def run(arguments: Namespace) -> int:
    """Do it; 0 when done, 1 when there is no such dead letter, 2 when something is missing."""
    if not arguments.database:
        print("Which database? Give --database URL, or set DATABASE_URL to the service's own.")
        return 2
    if arguments.action != "list" and arguments.id is None:
        print(f"Which one? './inroads dead-letters list' shows the ids to {arguments.action}.")
        return 2
    try:
        return asyncio.run(_do(arguments))
    except NoSuchDeadLetter:
        print("No dead letter has this id here; it may have been replayed or discarded already.")
        return 1


async def _do(arguments: Namespace) -> int:
    engine = connect(arguments.database, "dead-letters", connections=1)
    try:
        letters = DeadLetters(engine)
        if arguments.action == "list":
            return _print_all(list(await letters.all()))
        if arguments.action == "show":
            return _show(await _one(letters, arguments.id), arguments.keyring)
        if arguments.action == "replay":
            await letters.replay(arguments.id)
            print("It takes its turn at the service's next look; what waits behind it follows.")
            return 0
        return await _discard(letters, arguments)
    finally:
        await engine.dispose()


async def _discard(letters: DeadLetters, arguments: Namespace) -> int:
    if not arguments.yes:
        print("Discarding is for good: the fact never has its effect. Repeat with --yes to do it.")
        return 2
    await letters.discard(arguments.id)
    print("Discarded. What waited behind it takes its turn.")
    return 0


async def _one(letters: DeadLetters, wanted: UUID) -> DeadLetter:
    for letter in await letters.all():
        if letter.delivery_id == wanted:
            return letter
    raise NoSuchDeadLetter(str(wanted))


def _print_all(letters: list[DeadLetter]) -> int:
    for letter in letters:
        where = f"{letter.code} {letter.pointer}".strip()
        behind = f", {letter.behind} waiting behind it" if letter.behind else ""
        which = f"{letter.delivery_id}  {letter.held_at:%Y-%m-%d %H:%M}  {letter.topic}"
        print(f"{which}  {where}{behind}")
    print(f"{len(letters)} dead letter{'' if len(letters) == 1 else 's'}.")
    return 0


def _show(letter: DeadLetter, keyring: Path | None) -> int:
    _print_all([letter])
    if keyring is None:
        print("Its bytes are sealed; give --keyring to see them.")
        return 0
    keys = Keyring.from_file(keyring)
    value = keys.open_text("evidence", letter.sealed, bound_to=letter.delivery_id.bytes)
    print(value.decode("utf-8", "backslashreplace"))
    return 0
