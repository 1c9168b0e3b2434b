"""Each project declares the packages that its code imports, so that its lock brings them."""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.architecture.repository import ROOT, SERVICES, imported, python_files

PROJECTS = ["shared", *(f"services/{service}" for service in SERVICES)]
OURS = {"shared", "services", "deploy", "tests"}
FOR_DEVELOPMENT_ONLY = {"shared/testing"}
"""Product code that is used by tests and by commands on a developer's machine."""


def declared(project: str) -> set[str]:
    """The packages that a project names, and those of `shared` if it uses that."""
    content = tomllib.loads((ROOT / project / "pyproject.toml").read_text("utf-8"))
    names = {re.split(r"[\[<>=~! ]", row)[0] for row in content["project"]["dependencies"]}
    return names | declared("shared") if "inroads-shared" in names else names


def packages_of(project: str) -> set[str]:
    """The packages that a project's code imports."""
    folder = ROOT / project
    aside = [ROOT / name for name in FOR_DEVELOPMENT_ONLY]
    files = [
        file
        for file in python_files(Path(project).parts[0])
        if file.is_relative_to(folder) and not any(file.is_relative_to(a) for a in aside)
    ]
    modules = {name.split(".")[0] for file in files for name in imported(file)}
    known = packages_distributions()
    outside = modules - OURS - sys.stdlib_module_names
    return {known[module][0].lower().replace("_", "-") for module in outside}


@pytest.mark.parametrize("project", PROJECTS)
def test_what_is_imported_is_declared(project: str) -> None:
    # pydantic's own core is part of its interface.
    assert packages_of(project) - declared(project) <= {"pydantic-core", "starlette"}
