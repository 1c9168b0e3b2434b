"""`./inroads contracts`: what services say to each other, frozen, checked and written up."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence

from deploy.catalogue.messages import NotFrozen
from deploy.catalogue.rendering import render, stale
from shared.contracts.freezing import CannotFreeze, current_schemas, faults, freeze, keep_samples
from shared.contracts.frozen import FOLDER, Frozen

_DESCRIPTION = """\
Contracts only grow: every version of a schema that was ever published stays, and every later one
must understand it and be understood by it.

  freeze   keep the schema of each fact as it is now, if that breaks no version before it
  check    say where code, frozen schemas, samples and documents differ, and what mends it
  render   write the AsyncAPI documents and the catalogue in shared/contracts/README.md"""
_EXAMPLES = """\
examples:
  ./inroads contracts check
  ./inroads contracts freeze                               all that is new or has grown
  ./inroads contracts freeze inroads.offer.made.v1         only this type
  ./inroads contracts render

A new fact: write its class, list it in shared/contracts/catalogue.py, put two golden samples into
shared/contracts/samples/<type>/ (1.0-minimal.json, 1.0-full.json), then freeze and render."""


def add_arguments(parser: ArgumentParser) -> None:
    """Add what the subcommand takes, and its help, to its parser."""
    parser.description, parser.epilog = _DESCRIPTION, _EXAMPLES
    parser.add_argument("action", choices=list(_ACTIONS), help="what to do; see above")
    parser.add_argument(
        "types", nargs="*", metavar="TYPE", help="event types to freeze (default: all)"
    )


def run(arguments: Namespace) -> int:
    """Do it; return the exit code: 0 done or all well, 1 refused or a difference, 2 usage."""
    if arguments.types and arguments.action != "freeze":
        return _wrongly_asked(f"{arguments.action} takes no types; it always does all of them.")
    return _ACTIONS[arguments.action](arguments.types)


def _freeze(types: Sequence[str]) -> int:
    current, frozen = current_schemas(), Frozen()
    if unknown := [name for name in types if name not in current]:
        names = ", ".join(unknown)
        return _wrongly_asked(f"no type {names}; shared/contracts/README.md lists those there are.")
    refusals = []
    for name in types or current:
        try:
            if kept := freeze(frozen, name, current[name]):
                print(f"frozen: {name} {kept.stem}; write it into shared/contracts/CHANGELOG.md")
        except CannotFreeze as error:
            refusals.append(error)
    try:
        for sample in keep_samples(frozen):
            print(f"kept: samples/{sample.parent.name}/{sample.name}")
    except CannotFreeze as error:
        refusals.append(error)
    for refusal in refusals:
        print(f"inroads contracts: {refusal}", file=sys.stderr)
    return int(bool(refusals))


def _check(_types: Sequence[str]) -> int:
    found = faults(Frozen(), current_schemas()) or stale()
    for fault in found:
        print(f"inroads contracts: {fault}", file=sys.stderr)
    if not found:
        print("Code, frozen schemas, samples and documents say the same.")
    return int(bool(found))


def _render(_types: Sequence[str]) -> int:
    try:
        for file in render():
            print(f"written: {file.relative_to(FOLDER)}")
    except NotFrozen as error:
        print(f"inroads contracts: {error}", file=sys.stderr)
        return 1
    return 0


def _wrongly_asked(why: str) -> int:
    print(f"inroads contracts: {why}", file=sys.stderr)
    return 2


_ACTIONS: dict[str, Callable[[Sequence[str]], int]] = {
    "freeze": _freeze,
    "check": _check,
    "render": _render,
}
