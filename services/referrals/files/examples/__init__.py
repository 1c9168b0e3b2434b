"""A small file of every kind, as people may fill it in."""

from pathlib import Path


def example_of(kind: str) -> str:
    """Return the example of a kind of file."""
    return (Path(__file__).parent / f"{kind}.csv").read_text("utf-8")
