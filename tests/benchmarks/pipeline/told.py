"""The comparison in words: for a terminal, and for the README between its markers."""

from pathlib import Path
from typing import Final

from deploy.cli.figures import write_figures
from tests.benchmarks.pipeline.report import GOALS, Report

_WHAT: Final = {
    "ours": "the scheduling service as it runs: attendance reported, recorded, announced",
    "ours, 1% invalid": "the same, one event in a hundred breaks the contract",
    "hand-written": "aiokafka + asyncpg by hand, same guarantee, this one hop",
    "tutorial": "one message, one ORM session, same guarantee",
    "limit": "consume and COPY, no guarantee, no rule",
}


def table(report: Report) -> str:
    """Return the figures as a Markdown table with a line for each goal."""
    lines = [
        "| one hop | CPU µs per event | Python / PostgreSQL / Kafka | events per second |",
        "|---|---:|---:|---:|",
    ]
    for name, hop in report.hops.items():
        parts = f"{hop.python_us:,.0f} / {hop.postgres_us:,.0f} / {hop.kafka_us:,.0f}"
        lines.append(
            f"| **{name}**: {_WHAT[name]} | {hop.total_us:,.0f} | {parts} | {hop.per_second:,.0f} |"
        )
    lines += [
        "",
        "| ratio of CPU per event, all processes | measured | goal | |",
        "|---|---:|---:|---|",
    ]
    lines += [_goal(report, name) for name in GOALS]
    late = report.latency
    lines += [
        "",
        (
            f"Two hops at {late.per_second} events a second: p50 {late.p50_ms:.0f} ms, "
            f"p90 {late.p90_ms:.0f} ms, p99 {late.p99_ms:.0f} ms. "
            f"Medians of {report.rounds} interleaved rounds on {report.machine}."
        ),
    ]
    return "\n".join(lines)


def write_into(readme: Path, report: Report) -> None:
    """Replace what stands between the markers. Raises ``ValueError`` where there are none."""
    write_figures(readme, "pipeline", table(report))


def _goal(report: Report, name: str) -> str:
    sign, goal = GOALS[name]
    value = report.ratios.get(name, report.latency.p99_ms)
    return (
        f"| {name} | {value:,.2f} | {sign} {goal:g} | {'met' if report.met(name) else 'not met'} |"
    )
