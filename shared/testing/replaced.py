"""Putting something else in a name's place for a while: to look in, or to plant a bug."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def replaced(owner: object, name: str, replacement: object) -> Iterator[None]:
    """Let a class's or module's own name mean something else while the block lasts."""
    original = vars(owner)[name]
    setattr(owner, name, replacement)
    try:
        yield
    finally:
        setattr(owner, name, original)
