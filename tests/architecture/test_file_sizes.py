"""Files and functions stay short enough to be read in one go."""

import ast
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.architecture.repository import PRODUCT, python_files, shown, tree

LONGEST_FILE, LONGEST_TEST_FILE, LONGEST_FUNCTION = 300, 400, 50
FILE_MEDIAN, FILE_P90 = 80, 200
FUNCTION_MEDIAN, FUNCTION_P90 = 8, 25


class Size(NamedTuple):
    """How many lines something has, and what it is."""

    lines: int
    what: str


def file_sizes(files: Iterable[Path]) -> list[Size]:
    return sorted(Size(len(f.read_text("utf-8").splitlines()), shown(f)) for f in files)


def function_sizes(files: Iterable[Path]) -> list[Size]:
    return sorted(size for file in files for size in _functions_of(file))


def _functions_of(file: Path) -> Iterator[Size]:
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            yield Size(lines, f"{shown(file)}::{node.name}")


def share(sizes: Sequence[Size], part: float) -> int:
    """The size that this part of them does not exceed."""
    return sizes[min(len(sizes) - 1, int(len(sizes) * part))].lines


def test_no_file_is_too_long() -> None:
    long = [
        *(s for s in file_sizes(python_files(*PRODUCT)) if s.lines > LONGEST_FILE),
        *(s for s in file_sizes(python_files("tests")) if s.lines > LONGEST_TEST_FILE),
    ]
    assert not long, "one idea a file: split these"


def test_no_function_is_too_long() -> None:
    long = [size for size in function_sizes(python_files()) if size.lines > LONGEST_FUNCTION]
    assert not long, "give the parts of these functions names of their own"


def test_half_of_the_product_is_short_and_little_of_it_is_long(
    capsys: pytest.CaptureFixture[str],
) -> None:
    files, functions = file_sizes(python_files(*PRODUCT)), function_sizes(python_files(*PRODUCT))
    with capsys.disabled():
        sys.stdout.write(f"\n{_summary('files', files)}\n{_summary('functions', functions)}\n")
    assert share(files, 0.5) <= FILE_MEDIAN
    assert share(files, 0.9) <= FILE_P90
    assert share(functions, 0.5) <= FUNCTION_MEDIAN
    assert share(functions, 0.9) <= FUNCTION_P90


def _summary(what: str, sizes: Sequence[Size]) -> str:
    worst = ", ".join(f"{size.what} {size.lines}" for size in reversed(sizes[-3:]))
    return (
        f"  {len(sizes)} {what} of the product: median {share(sizes, 0.5)} lines,"
        f" p90 {share(sizes, 0.9)}; longest: {worst}"
    )
