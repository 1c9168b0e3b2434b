"""The repository as these tests see it: its files, its Python, its services."""

import ast
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVICES = ("referrals", "matching", "scheduling", "notifications", "reporting")
PRODUCT = ("shared", "services", "deploy")
"""Where the product's own code lives; the rest of the Python here tests it."""


@cache
def files() -> tuple[Path, ...]:
    """Every file that is, or could be, committed; sorted."""
    if (ROOT / ".git").exists() and shutil.which("git"):
        found = _known_to_git()
    else:
        found = [file for file in ROOT.rglob("*") if not _is_left_behind(file)]
    return tuple(sorted(file for file in found if file.is_file()))


@cache
def python_files(*tops: str) -> tuple[Path, ...]:
    """The Python files under these folders of the root; without any, all of them."""
    return tuple(
        file
        for file in files()
        if file.suffix == ".py" and (not tops or file.relative_to(ROOT).parts[0] in tops)
    )


@cache
def tree(file: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def shown(file: Path) -> str:
    """How a file is called in messages."""
    return file.relative_to(ROOT).as_posix()


def calls(file: Path) -> Iterator[ast.Call]:
    """Every call in a file."""
    return (node for node in ast.walk(tree(file)) if isinstance(node, ast.Call))


def called(call: ast.Call) -> str:
    """The name by which something is called: ``datetime.now``, ``uuid4``."""
    return ast.unparse(call.func)


def imported(file: Path) -> Iterator[str]:
    """Every name that a file imports, in full: ``shared.ids.derived``, ``random``."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _known_to_git() -> list[Path]:
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def _is_left_behind(file: Path) -> bool:
    parts = file.relative_to(ROOT).parts
    hidden = parts[0].startswith(".") and parts[0] not in {".ci", ".gitignore"}
    return hidden or "__pycache__" in parts or "node_modules" in parts
