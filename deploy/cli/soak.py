"""`./inroads soak`: the full counts, opt-in; goes on where it stopped."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from importlib import import_module
from pathlib import Path

from deploy.soak import parts
from deploy.soak.logbook import Logbook, default_folder
from deploy.soak.parts import Piece

_DESCRIPTION = """\
Run the full counts: 2,000 seeded simulations, every crash point four times with kill -9, a thousand
events of a third-party client, the whole drill of a roll-out, 10,000 cases of each kind of matching
against brute force, 50,000 lives of mentors and young people. What is done is written down piece by
piece: Ctrl-C, and the same command goes on where it stopped. Ends with a summary."""
_EPILOG = """\
examples:
  ./inroads soak                             everything
  ./inroads soak simulation --seeds 10000
  ./inroads soak simulation --seed 1234      play one seed again and say what does not hold
  ./inroads soak kills --rounds 4
  ./inroads soak drill                       three regions, every stage, two bad releases
  ./inroads soak cases                       matching against brute force, and 50,000 lives
  ./inroads soak --again                     forget what was done and start over"""


def add_arguments(parser: ArgumentParser) -> None:
    """Add what the subcommand takes, and its help, to its parser."""
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument(
        "part",
        nargs="?",
        default="all",
        choices=["all", "simulation", "kills", "sender", "drill", "cases"],
    )
    parser.add_argument("--seed", type=int, help="play this one seed again")
    parser.add_argument("--seeds", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--events", type=int, default=1000)
    parser.add_argument("--cases", type=int, default=10_000, help="of each kind of matching")
    parser.add_argument("--workers", type=int, default=2, help="simulations side by side")
    parser.add_argument("--folder", type=Path, default=default_folder())
    parser.add_argument("--again", action="store_true", help="start over")


def run(arguments: Namespace) -> int:
    """Do what is not done yet; 0 when nothing was found wrong, 1 otherwise."""
    if arguments.seed is not None:
        return _replay(arguments.seed)
    planned: dict[str, Iterable[Piece]] = {
        "simulation": parts.simulation(arguments.seeds),
        "kills": parts.kills(arguments.rounds),
        "sender": parts.sender(arguments.events),
        "drill": parts.drill(),
        "cases": parts.cases(arguments.cases),
    }
    wanted = planned if arguments.part == "all" else {arguments.part: planned[arguments.part]}
    books = {name: Logbook(arguments.folder, name, again=arguments.again) for name in wanted}
    for name, pieces in wanted.items():
        workers = arguments.workers if name == "simulation" else 1
        _work(name, list(pieces), books[name], workers)
    return _summarize(books)


def _work(part: str, pieces: list[Piece], book: Logbook, workers: int) -> None:
    left = [(name, do) for name, do in pieces if name not in book.pieces]
    print(f"{part}: {len(pieces) - len(left)} of {len(pieces)} pieces done before", flush=True)
    with ProcessPoolExecutor(workers) as pool:
        running = {pool.submit(do): name for name, do in left}
        for count, future in enumerate(as_completed(running), len(pieces) - len(left) + 1):
            book.write(running[future], future.result())
            faults = len(book.faults())
            said = f"{faults} faults" if faults else "nothing wrong"
            print(f"{part}: {count} of {len(pieces)}, {running[future]}: {said}", flush=True)


def _summarize(books: dict[str, Logbook]) -> int:
    print("\nSummary")
    faults: list[str] = []
    for name, book in books.items():
        total = ", ".join(f"{value:,.0f} {what}" for what, value in sorted(book.total().items()))
        found = book.faults()
        faults += found
        print(f"  {name}: {total}: {'nothing wrong' if not found else f'{len(found)} FAULTS'}")
    for fault in faults:
        print(f"  {fault}")
    return 1 if faults else 0


def _replay(seed: int) -> int:
    simulation = import_module("shared.testing.simulation.run")
    cast = import_module("tests.simulation.five_services").five_services
    summary = simulation.run_seeds(cast, seed, 1, lambda *_: None)
    for violation in summary.failures.get(seed, []):
        print(violation)
    print(f"seed {seed}: {'does not hold' if summary.failures else 'everything holds'}")
    return 1 if summary.failures else 0
