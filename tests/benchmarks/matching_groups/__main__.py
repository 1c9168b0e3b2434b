"""``python -m tests.benchmarks.matching_groups``: circles, caseloads and schools, measured."""

import json
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from dataclasses import asdict

from tests.benchmarks.matching_groups.measured import Measured, measurements

_EPILOG = """\
examples:
  python -m tests.benchmarks.matching_groups            a minute or two
  python -m tests.benchmarks.matching_groups --large    and 100,000 jobseekers: some minutes
  python -m tests.benchmarks.matching_groups --json > groups.json"""


def main() -> int:
    """Print the figures; 0 when every goal is met, 1 when one is missed."""
    parser = ArgumentParser(
        prog="python -m tests.benchmarks.matching_groups",
        description="Solve made-up problems, with CPU seconds, gaps, and goals met or not met.",
        epilog=_EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="print JSON on standard output")
    parser.add_argument("--large", action="store_true", help="also 100,000 jobseekers")
    arguments = parser.parse_args()
    found = list(measurements(_tell, large=arguments.large))
    print(json.dumps([as_json(one) for one in found], indent=2) if arguments.json else table(found))
    return 0 if all(one.met for one in found) else 1


def table(found: list[Measured]) -> str:
    """Return the figures as a Markdown table."""
    lines = [
        "| problem | placed | CPU s | gap to LP bound | gap proven | goal | |",
        "|---|---:|---:|---:|---:|---|---|",
    ]
    lines += [
        f"| {one.name} | {one.placed:,} of {one.people:,} | {one.cpu_seconds:.2f} "
        f"| {one.lp_gap:.4f}% | {one.gap:.4f}% | {one.goal} | {'met' if one.met else 'not met'} |"
        for one in found
    ]
    return "\n".join(lines)


def as_json(one: Measured) -> dict[str, object]:
    """Return the figures as JSON values."""
    return asdict(one) | {"gap_percent": one.gap, "lp_gap_percent": one.lp_gap, "met": one.met}


def _tell(name: str) -> None:
    print(f"{name} ...", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
