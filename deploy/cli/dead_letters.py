"""`./inroads dead-letters`: what services could not apply, and what becomes of it."""

import asyncio
import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from deploy.operate.audit import Audit
from deploy.operate.cannot_tell import CannotTell
from deploy.operate.deeds import Deeds
from deploy.operate.letters import Letter, RegionLetters
from deploy.operate.limits import Limits, Outcome
from deploy.operate.reach import add_databases, add_region, databases_file_of, databases_of
from deploy.operate.survey import Row
from deploy.operate.tables import add_limits
from shared.privacy.keyring import Keyring
from shared.store.dead_letters import NoSuchDeadLetter

_DESCRIPTION = """\
List, show, replay or discard the facts that services could not apply: of one service (--database,
or the variable DATABASE_URL) or of a whole region (--databases-from). Showing the original bytes
needs the region's keyring and prints what a sender submitted: do it where nobody looks over your
shoulder.

With --all --code CODE, replay and discard say what they would do; with --yes they do it. What is
done, by whom, when and why is added to a file: --audit FILE, by default dead-letters.jsonl beside
the file of the databases. Name nobody in --because.

Exit code: 0 fine or done, 1 no such dead letter or beyond a limit, 2 something is missing."""
_EPILOG = """\
examples:
  ./inroads dead-letters list --database postgresql://...
  ./inroads dead-letters list --databases-from databases.json --at-most 0
  ./inroads dead-letters show ID --database ... --keyring region.json
  ./inroads dead-letters replay ID --database ...    after the cause is mended
  ./inroads dead-letters replay --all --code unknown_circle --databases-from databases.json --yes
  ./inroads dead-letters discard ID --database ... --because "a test" --audit a.jsonl --yes"""


def add_arguments(parser: ArgumentParser) -> None:
    """Add what the subcommand takes, and its help, to its parser."""
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("action", choices=["list", "show", "replay", "discard"])
    parser.add_argument("id", nargs="?", type=UUID, help="the dead letter's id, as listed")
    parser.add_argument("--all", action="store_true", help="all that have the code given")
    parser.add_argument("--code", default="", help="only those that failed with this code")
    add_region(parser)
    add_databases(parser)
    parser.add_argument("--keyring", type=Path, help="the region's keyring, for show")
    parser.add_argument("--because", default="", metavar="TEXT", help="why; needed to discard")
    parser.add_argument("--audit", type=Path, metavar="FILE", help="where the deed is written down")
    parser.add_argument("--yes", action="store_true", help="do it without asking again")
    add_limits(parser)


def run(arguments: Namespace) -> int:
    """Do it; return the exit code."""
    try:
        _check(arguments)
        letters = RegionLetters(databases_of(arguments))
        return asyncio.run(_ACTIONS[arguments.action](letters, arguments))
    except NoSuchDeadLetter:
        print("No dead letter has this id here; it may have been replayed or discarded already.")
        return 1
    except CannotTell as error:
        print(f"inroads dead-letters: {error}", file=sys.stderr)
        return Outcome.CANNOT_TELL


def _check(arguments: Namespace) -> None:
    """Raise ``CannotTell`` for what was not said and would have to be guessed."""
    action = arguments.action
    if action == "list":
        return
    if arguments.all and (action == "show" or not arguments.code or arguments.id):
        raise CannotTell(
            f"--all goes with replay or discard and --code CODE, without an id; {action} what?"
        )
    if not arguments.all and arguments.id is None:
        raise CannotTell(
            f"Which one? './inroads dead-letters list' shows the ids to {arguments.action}."
        )
    if action == "discard" and not arguments.because.strip():
        raise CannotTell("Why is it discarded? Say so with --because TEXT; it is written down.")


async def _list(letters: RegionLetters, arguments: Namespace) -> int:
    found = await letters.all(arguments.code)
    limits = Limits(arguments.at_most, arguments.older_than)
    now = datetime.now(UTC)
    outcome = limits.judge(
        Row(one.service, 1, (now - one.found.held_at).total_seconds()) for one in found
    )
    if arguments.json:
        print(json.dumps({"rows": [one.to_json() for one in found]}, indent=2))
    else:
        _print_all(found)
    return outcome


async def _show(letters: RegionLetters, arguments: Namespace) -> int:
    letter = await letters.one(arguments.id)
    _print_all([letter])
    if arguments.keyring is None:
        print("Its bytes are sealed; give --keyring to see them.")
        return 0
    keys, found = Keyring.from_file(arguments.keyring), letter.found
    value = keys.open_text("evidence", found.sealed, bound_to=found.delivery_id.bytes)
    print(value.decode("utf-8", "backslashreplace"))
    return 0


async def _replay(letters: RegionLetters, arguments: Namespace) -> int:
    deeds = Deeds(letters, _audit_of(arguments))
    if not arguments.all:
        await deeds.to_one("replay", await letters.one(arguments.id))
        print("It takes its turn at the service's next look; what waits behind it follows.")
        return 0
    found = await letters.all(arguments.code)
    if not arguments.yes:
        return _say_what_would_be_done("replayed", found)
    done = await deeds.to_all("replay", found)
    print(f"{_counted(done)} will be tried again at the services' next look.")
    return 0


async def _discard(letters: RegionLetters, arguments: Namespace) -> int:
    deeds = Deeds(letters, _audit_of(arguments))
    if arguments.all:
        found = await letters.all(arguments.code)
        if not arguments.yes:
            return _say_what_would_be_done("discarded for good", found)
        done = await deeds.to_all("discard", found)
        print(f"Discarded {_counted(done)}. What waited behind takes its turn.")
        return 0
    if not arguments.yes:
        print("Discarding is for good: the fact never has its effect. Repeat with --yes to do it.")
        return 2
    await deeds.to_one("discard", await letters.one(arguments.id))
    print("Discarded. What waited behind it takes its turn.")
    return 0


def _audit_of(arguments: Namespace) -> Audit:
    databases = databases_file_of(arguments)
    beside = databases and databases.parent / "dead-letters.jsonl"
    if not (arguments.audit or beside) and (arguments.action == "discard" or arguments.all):
        raise CannotTell("Where is this written down? Name a file with --audit FILE.")
    return Audit(arguments.audit or beside, arguments.because)


def _say_what_would_be_done(what: str, found: Sequence[Letter]) -> int:
    _print_all(found)
    print(f"Nothing is done yet. {_counted(len(found))} would be {what}; repeat with --yes.")
    return 0


def _print_all(letters: Sequence[Letter]) -> None:
    several = len({letter.service for letter in letters}) > 1
    for letter in letters:
        found = letter.found
        where = f"{found.code} {found.pointer}".strip()
        behind = f", {found.behind} waiting behind it" if found.behind else ""
        whose = f"{letter.service:<13}  " if several else ""
        which = f"{found.delivery_id}  {found.held_at:%Y-%m-%d %H:%M}  {found.topic}"
        print(f"{whose}{which}  {where}{behind}")
    print(f"{_counted(len(letters))}.")


def _counted(number: int) -> str:
    return f"{number} dead letter{'' if number == 1 else 's'}"


_ACTIONS: dict[str, Callable[[RegionLetters, Namespace], Coroutine[None, None, int]]] = {
    "list": _list,
    "show": _show,
    "replay": _replay,
    "discard": _discard,
}
