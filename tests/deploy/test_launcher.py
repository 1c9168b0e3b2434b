"""`./inroads` on machines that lack something: each is a folder of stand-ins for what the PATH
holds.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_UNIX = ("cat", "cmp", "cp", "dirname", "id", "mkdir", "readlink", "rm", "sed", "uname")
_NOBODY = 65_534

_PYTHON = """\
case "$*" in
    *SOABI*) exit {not_musl} ;;
    *version_info*'(3, 11)'*) exit {too_old} ;;
    *python_version*) echo 3.9.2 ;;
    *version_info*) echo 3.12 ;;
    *ensurepip*) exit {no_venv} ;;
    '-m venv '*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
    '-m pip '*) echo "pip: $*" && cat "$9" && cp "$TREE/uv" "$TREE/.venv/bin/uv" ;;
    '-m deploy.cli'*) printf '<%s>' "$@"; echo " PYTHONPATH=$PYTHONPATH safe=$PYTHONSAFEPATH" ;;
    *) echo "unexpected: $*" >&2; exit 99 ;;
esac
"""
_UV = """\
case "$1" in
    --version) exit 0 ;;
    venv) for last; do :; done; mkdir -p "$last/bin" && cp "$TREE/python" "$last/bin/python" ;;
    pip) echo "uv: $*" >&2; exit {install} ;;
esac
"""


class Machine:
    """A tree with the launcher in it, and a PATH that holds only what a test puts there."""

    def __init__(self, folder: Path) -> None:
        self.tree, self.path = folder / "a tree", folder / "bin"
        self.tree.mkdir()
        self.path.mkdir()
        shutil.copy(_ROOT / "inroads", self.tree)
        (self.tree / "requirements.txt").write_text(
            "rich==15 \\\n    --hash=sha256:aa\nuv==0.1 \\\n    --hash=sha256:bb \\\n"
            "    --hash=sha256:cc\nwrapt==2 \\\n    --hash=sha256:dd\n"
        )
        for name in _UNIX:
            program = shutil.which(name)
            assert program
            (self.path / name).symlink_to(program)
        self.script(self.tree / "python", _PYTHON, not_musl=1, too_old=0, no_venv=0)
        self.script(self.tree / "uv", _UV, install=0)

    def script(self, file: Path, body: str, **values: int) -> None:
        for name, value in values.items():
            body = body.replace(f"{{{name}}}", str(value))
        file.write_text(f"#!/bin/sh\n{body}")
        file.chmod(0o755)

    def has(self, name: str, body: str = "exit 0", **values: int) -> None:
        self.script(self.path / name, body, **values)

    def has_python(self, *, too_old: int = 0, no_venv: int = 0) -> None:
        self.has("python3", _PYTHON, not_musl=1, too_old=too_old, no_venv=no_venv)

    def run(
        self, *words: str, launcher: Path | None = None, user: int | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/sh", launcher or self.tree / "inroads", *words],
            cwd="/",
            env={"PATH": str(self.path), "TREE": str(self.tree)},
            capture_output=True,
            text=True,
            check=False,
            user=user,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def _fails(result: subprocess.CompletedProcess[str], *sayings: str) -> None:
    assert result.returncode == 1
    assert result.stdout == ""
    for saying in sayings:
        assert saying in result.stderr


def test_without_python_it_names_the_packages(machine: Machine) -> None:
    machine.has("apt-get")
    _fails(machine.run(), "Python 3.11 or later is needed", "apt-get install python3 python3-venv'")


def test_with_an_old_python_it_says_which(machine: Machine) -> None:
    machine.has("apt-get")
    machine.has_python(too_old=1)
    _fails(machine.run(), "this is 3.9.2", "apt-get install python3.11 python3.11-venv'")


def test_a_newer_python_beside_an_old_one_is_found(machine: Machine) -> None:
    machine.has_python(too_old=1)
    machine.has("python3.12", _PYTHON, not_musl=1, too_old=0, no_venv=0)
    assert machine.run().returncode == 0


def test_without_the_venv_module_it_names_the_package(machine: Machine) -> None:
    machine.has("apt-get")
    machine.has_python(no_venv=1)
    _fails(
        machine.run(), "Python 3.12 is here, but not its venv", "apt-get install python3.12-venv'"
    )


@pytest.mark.parametrize(
    ("system", "saying"),
    [
        ("dnf", "dnf install python3.12"),
        ("apk", "Use a Debian or Ubuntu image"),
        ("nothing", "Install it with your system's packages"),
    ],
)
def test_the_next_step_fits_the_system(machine: Machine, system: str, saying: str) -> None:
    machine.has(system)
    _fails(machine.run(), saying, "Or install uv, which brings its own Python.")


def test_on_a_mac_it_names_homebrew(machine: Machine) -> None:
    (machine.path / "uname").unlink()
    machine.has("uname", "echo Darwin")
    _fails(machine.run(), "brew install python@3.13")


def test_on_musl_it_says_where_to_run_instead(machine: Machine) -> None:
    machine.has("python3", _PYTHON, not_musl=0, too_old=0, no_venv=0)
    _fails(machine.run(), "this system's C library is musl", "Debian, Ubuntu, Fedora or macOS")


def test_without_uv_it_installs_the_locked_one_by_its_hashes(machine: Machine) -> None:
    machine.has_python()
    result = machine.run("stack", "up")
    assert result.returncode == 0
    assert "--require-hashes --no-deps" in result.stderr
    assert (
        "uv==0.1 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\nuv: pip sync" in result.stderr
    )
    assert "rich==" not in result.stderr


def test_with_uv_it_needs_no_python(machine: Machine) -> None:
    machine.has("uv", _UV, install=0)
    result = machine.run("stack", "up")
    assert result.returncode == 0
    assert "uv: pip sync --quiet --require-hashes --python" in result.stderr


def test_a_uv_that_does_not_work_is_passed_over(machine: Machine) -> None:
    machine.has("uv", "exit 127")
    machine.has_python()
    assert machine.run().returncode == 0


def test_the_command_gets_the_words_and_the_tree(machine: Machine) -> None:
    machine.has_python()
    said = machine.run("check", "a file.json", "*").stdout
    assert said == f"<-m><deploy.cli><check><a file.json><*> PYTHONPATH={machine.tree} safe=1\n"


def test_it_may_be_called_through_links(machine: Machine, tmp_path: Path) -> None:
    machine.has_python()
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "one").symlink_to("../two")
    (tmp_path / "two").symlink_to(machine.tree / "inroads")
    assert f"PYTHONPATH={machine.tree}" in machine.run(launcher=tmp_path / "links" / "one").stdout


def test_it_installs_only_when_the_lock_has_changed(machine: Machine) -> None:
    machine.has_python()
    assert "uv: pip sync" in machine.run().stderr
    assert machine.run().stderr == ""
    with (machine.tree / "requirements.txt").open("a") as lock:
        lock.write("zstd==1\n")
    assert "uv: pip sync" in machine.run().stderr
    assert machine.run().stderr == ""


def test_an_environment_whose_python_is_gone_is_made_anew(machine: Machine) -> None:
    machine.has_python()
    machine.run()
    python = machine.tree / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3")
    assert machine.run().returncode == 0


def test_a_failed_installation_is_tried_again_the_next_time(machine: Machine) -> None:
    machine.has_python()
    machine.script(machine.tree / "uv", _UV, install=2)
    _fails(machine.run(), "Could not install the packages", "Check the network")
    machine.script(machine.tree / ".venv" / "bin" / "uv", _UV, install=0)
    assert "uv: pip sync" in machine.run().stderr


def test_a_tree_of_somebody_else_is_explained(open_folder: Path) -> None:
    machine = Machine(open_folder)
    machine.has_python()
    machine.tree.chmod(0o555)
    is_root = os.geteuid() == 0  # to whom nothing is closed
    _fails(machine.run(user=_NOBODY if is_root else None), "you may not write there")
    machine.tree.chmod(0o755)
