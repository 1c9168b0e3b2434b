"""``python -m tests.benchmarks.matching``: what one to one matching costs, against its goals."""

import argparse
import json
import sys
from collections.abc import Callable

from tests.benchmarks.matching import country, sizes
from tests.benchmarks.matching.goals import Goal, as_json, table

EXAMPLES = """examples:
  python -m tests.benchmarks.matching
  python -m tests.benchmarks.matching --sizes 1000 --rounds 21 --json
  nice -n 5 python -m tests.benchmarks.matching --sizes "" --million --events
"""
NOTES = [
    "CPU seconds of the process, all threads; medians of ratios within interleaved rounds.",
    "Compiling is not counted: everything ran once before. The market is made up, from a seed.",
]
EXACT_UP_TO = 10_000
EVENTS = 500


def main() -> None:
    chosen = _options()
    goals = measured(chosen, _tell)
    print(json.dumps(as_json(goals, NOTES), indent=2) if chosen.json else table(goals, NOTES))


def measured(chosen: argparse.Namespace, tell: Callable[[str], None]) -> list[Goal]:
    """Measure what was chosen; says on the way what is done."""
    goals: list[Goal] = []
    tell("compiling")
    sizes.warm()
    for people in chosen.sizes:
        rounds = chosen.rounds or (11 if people <= 1_000 else 3 if people < sizes.LARGE else 1)
        measure = sizes.against_dense if people <= 2_000 else sizes.against_flows
        goals += measure(people, rounds, tell)
        if people <= EXACT_UP_TO:
            goals.append(sizes.exactly(people, tell))
    if chosen.million or chosen.events:
        found, drawn, solved = country.solve_country(chosen.people, tell)
        goals += found if chosen.million else []
        if chosen.events:
            goals += country.events(drawn, solved, EVENTS, tell)
    return goals


def _tell(what: str) -> None:
    sys.stderr.write(what + "\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.matching",
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--sizes", type=_numbers, default=[1_000, 10_000, 100_000], metavar="N,N")
    parser.add_argument("--rounds", type=int, default=0, help="of each size; default by size")
    parser.add_argument("--million", action="store_true", help="a whole country; takes minutes")
    parser.add_argument("--events", action="store_true", help="events on the country's solution")
    parser.add_argument("--people", type=int, default=country.MILLION, help="in the country")
    parser.add_argument("--json", action="store_true", help="JSON instead of a table")
    return parser.parse_args()


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",") if number.strip()]


if __name__ == "__main__":
    main()
