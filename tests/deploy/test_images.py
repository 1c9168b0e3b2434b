"""The images: only what a service needs, without rights, and every package accounted for."""

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.requirements import Requirement

from deploy.cli import images as command
from deploy.images.recipes import RECIPES, ROOT
from deploy.local.region import SERVICES
from tests.deploy.command import asked
from tests.deploy.containers import HARDENED, VERSION, built, image, told

DOCKERFILES = sorted((ROOT / "deploy" / "images").glob("*/Dockerfile"))
IMAGES = [recipe.name for recipe in RECIPES]
SCRIPTS = sorted((ROOT / "deploy" / "images").rglob("*.sh"))


def locked_for_linux(lock: Path) -> dict[str, str]:
    """What a lock says must be installed on Linux, by name."""
    rows = re.findall(r"^([a-z0-9][^\\\n]+?) *\\$", lock.read_text(), re.MULTILINE)
    wanted = (Requirement(row) for row in rows)
    return {
        row.name: str(row.specifier).removeprefix("==")
        for row in wanted
        if row.marker is None or row.marker.evaluate()
    }


_LOOK = """
import json, pathlib, re, subprocess
app = pathlib.Path("/app")
status = pathlib.Path("/proc/self/status").read_text()
listed = ["dpkg-query", "--show", "--showformat=${Package} ${Version}\\n"]
def names(place, pattern):
    return sorted(str(path) for path in pathlib.Path(place).glob(pattern))
def refused(place):
    try:
        pathlib.Path(place).write_text("")
    except OSError as error:
        return error.strerror
print(json.dumps({
    "bill": json.loads(app.joinpath("sbom.cdx.json").read_text()) if app.exists() else None,
    "debian": dict(r.split(" ") for r in subprocess.check_output(listed, text=True).splitlines()),
    "app": names("/app", "[!.]*"),
    "services": names("/app/services", "*"),
    "documents": names("/app", "[!.]*/**/*.md"),
    "secrets": names("/run/secrets/inroads", "**/*"),
    "rights": re.search(r"^CapEff:\\s+(\\S+)", status, re.MULTILINE)[1],
    "users": re.search(r"^Uid:\\s+(.+)", status, re.MULTILINE)[1].split(),
    "refused": {place: refused(place) for place in ("/app/new", "/etc/new", "/tmp/new")},
}))
"""


@cache
def found_in(name: str) -> dict[str, Any]:
    """What a hardened container of an image finds in it and may do."""
    found = json.loads(told(name, "python3", "-c", _LOOK))
    assert isinstance(found, dict)
    return found


def packages_in(bill: dict[str, Any], kind: str) -> dict[str, str]:
    rows = (row for row in bill["components"] if row["purl"].startswith(f"pkg:{kind}/"))
    return {row["name"]: row["version"] for row in rows}


# Without Docker


def test_there_is_an_image_for_every_service() -> None:
    assert [r.arguments["SERVICE"] for r in RECIPES if r.folder == "service"] == list(SERVICES)
    assert {recipe.dockerfile for recipe in RECIPES} == set(DOCKERFILES)


@pytest.mark.parametrize("file", DOCKERFILES, ids=lambda file: str(file.parent.name))
def test_a_dockerfile_is_as_hadolint_wants_it(file: Path) -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([hadolint, file], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("file", DOCKERFILES, ids=lambda file: str(file.parent.name))
def test_a_dockerfile_runs_as_nobody_in_particular_and_pulls_no_frontend(file: Path) -> None:
    text = file.read_text("utf-8")
    assert "USER 10001:10001" in text.rpartition("FROM ")[2]
    assert not re.search(r"^#\s*syntax", text, re.MULTILINE)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: str(script.name))
def test_a_script_can_be_read_by_its_shell(script: Path) -> None:
    shell = script.read_text("utf-8").splitlines()[0].removeprefix("#!")
    subprocess.run([shell, "-n", script], check=True)


def test_a_script_for_people_explains_itself() -> None:
    for name in ("debian.sh", "with_docker.sh"):
        script = ROOT / "deploy" / "images" / name
        done = subprocess.run([script, "--help"], check=True, capture_output=True, text=True)
        assert "example" in done.stdout


def test_a_build_sees_no_test_and_no_key() -> None:
    rows = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert rows[1] == "*", "everything is left out but what is named"
    named = {row.removeprefix("!") for row in rows if row.startswith("!")}
    assert named == {"requirements.txt", "shared", "services", "deploy"}


async def test_an_unknown_image_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert await asked(command, "build", "payroll") == 2
    assert "No image is called payroll. There are:" in capsys.readouterr().out


# With Docker


@pytest.mark.slow
@pytest.mark.parametrize("service", SERVICES)
def test_the_bill_of_materials_is_the_lock_and_all_of_it(service: str) -> None:
    found, lock = found_in(service), ROOT / "services" / service / "requirements.txt"
    assert packages_in(found["bill"], "pypi") == locked_for_linux(lock)
    assert packages_in(found["bill"], "deb") == found["debian"]


@pytest.mark.slow
@pytest.mark.parametrize("name", [*SERVICES, "operations"])
def test_the_bill_of_materials_is_cyclonedx_and_also_beside_the_build(name: str) -> None:
    bill = found_in(name)["bill"]
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(bill))
    assert fault is None, fault
    beside = ROOT / "build" / "images-tested" / f"inroads-{name}.cdx.json"
    assert json.loads(beside.read_text()) == bill


@pytest.mark.slow
@pytest.mark.parametrize("service", SERVICES)
def test_an_image_holds_shared_and_its_own_service_only(service: str) -> None:
    found = found_in(service)
    assert found["app"] == ["/app/bin", "/app/sbom.cdx.json", "/app/services", "/app/shared"]
    assert found["services"] == [f"/app/services/{service}"]
    assert found["documents"] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", IMAGES)
def test_an_image_is_labelled_and_names_no_password(name: str) -> None:
    found = json.loads(built().say("image", "inspect", image(name)))[0]["Config"]
    label = "org.opencontainers.image."
    assert found["Labels"][f"{label}title"] == f"inroads-{name}"
    assert found["Labels"][f"{label}version"] == VERSION
    assert re.fullmatch("[0-9a-f]{40}|unknown", found["Labels"][f"{label}revision"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT.+Z", found["Labels"][f"{label}created"])
    assert not [row for row in found["Env"] if re.match("[A-Z_]*(PASSWORD|TOKEN|KEY)=", row)]


@pytest.mark.slow
@pytest.mark.parametrize("name", IMAGES)
def test_a_container_has_no_right_and_no_secret_and_writes_only_into_tmp(name: str) -> None:
    found = found_in(name)
    assert found["users"] == ["10001"] * 4
    assert int(found["rights"], 16) == 0
    assert found["secrets"] == []
    assert found["refused"]["/etc/new"] == "Read-only file system"
    assert found["refused"]["/tmp/new"] is None


@pytest.mark.slow
def test_a_service_without_settings_says_which_are_missing_and_does_not_start() -> None:
    docker = built()
    done = subprocess.run(
        [docker.client, "run", "--rm", *HARDENED, image("referrals")],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "REFERRALS_REGION is missing: set it" in done.stderr


@pytest.mark.slow
async def test_the_list_says_what_is_here(capsys: pytest.CaptureFixture[str]) -> None:
    built()
    assert await asked(command, "list", "--version", VERSION) == 0
    said = capsys.readouterr().out
    assert all(image(name) in said for name in IMAGES)
    assert await asked(command, "list", "kafka", "--version", "never-made") == 1
    assert "./inroads images build" in capsys.readouterr().out
