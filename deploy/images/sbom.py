"""The bill of materials of an image, as CycloneDX 1.6 JSON on standard output.

It runs inside the image's build, with the image's own Python and nothing but the standard library:
what it lists is what is installed there, not what somebody meant to install. CycloneDX:
https://cyclonedx.org/docs/1.6/json/
"""

import json
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from importlib.metadata import Distribution, distributions
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

_DPKG_ROW: Final = "${binary:Package}\t${Version}\t${Architecture}\n"


def bill(name: str, version: str, created: str) -> dict[str, Any]:
    """Return the bill of the image `name`: every Python and every Debian package in it.

    The serial number follows from the content, so that two builds of one image give one bill.
    """
    components = sorted([*_python_packages(), *_debian_packages()], key=lambda row: row["bom-ref"])
    image = {"type": "container", "bom-ref": name, "name": name, "version": version}
    content = json.dumps([image, components])
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, content)}",
        "version": 1,
        "metadata": {"timestamp": created, "component": image},
        "components": components,
        "dependencies": [{"ref": name, "dependsOn": [row["bom-ref"] for row in components]}],
    }


def _python_packages() -> list[dict[str, Any]]:
    inside = [
        found for found in distributions() if str(found.locate_file("")).startswith(sys.prefix)
    ]
    return [_python_package(found) for found in inside]


def _python_package(found: Distribution) -> dict[str, Any]:
    name = found.metadata["Name"].lower().replace("_", "-").replace(".", "-")
    place = f"pkg:pypi/{name}@{found.version}"
    row: dict[str, Any] = {
        "type": "library",
        "bom-ref": place,
        "name": name,
        "version": found.version,
        "purl": place,
    }
    if licence := found.metadata["License-Expression"]:
        row["licenses"] = [{"expression": licence}]
    return row


def _debian_packages() -> list[dict[str, Any]]:
    if not shutil.which("dpkg-query"):
        return []
    command = ["dpkg-query", "--show", f"--showformat={_DPKG_ROW}"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [_debian_package(*line.split("\t")) for line in listed.splitlines()]


def _debian_package(binary: str, version: str, architecture: str) -> dict[str, Any]:
    name = binary.partition(":")[0]
    escaped = version.replace("+", "%2B").replace(":", "%3A").replace("~", "~")
    place = f"pkg:deb/debian/{name}@{escaped}?arch={architecture}"
    return {"type": "library", "bom-ref": place, "name": name, "version": version, "purl": place}


if __name__ == "__main__":
    parser = ArgumentParser(description="Print the bill of materials of what is installed here.")
    parser.add_argument("name")
    parser.add_argument("version")
    parser.add_argument("--created", required=True, help="when, as 2019-03-01T12:00:00Z")
    said = parser.parse_args()
    print(json.dumps(bill(said.name, said.version, said.created), indent=1))
