"""The Secret objects made from a region's files are those, and only those, that its pods mount."""

from base64 import b64decode
from collections import defaultdict
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from deploy.access.secret_files import SecretFiles
from deploy.chart.secrets_of import secret_objects
from deploy.local.region import SERVICES
from tests.support.chart import render, values_of

AUTHORITIES = {server: f"who signed {server}'s" for server in ("kafka", "postgres", "mail")}
PRIVATE_MAIL = {"mail": {"authority": {"secret": "mail-authority"}}}
ON_THE_ADMINISTRATORS_MACHINE = "/etc/inroads/authority.pem"


@pytest.fixture
def secrets(tmp_path: Path) -> dict[str, dict[str, str]]:
    """What each Secret holds, in clear."""
    files = SecretFiles(tmp_path / "secrets")
    keyrings = {service: tmp_path / f"{service}.json" for service in SERVICES}
    for service, keyring in keyrings.items():
        query = f"?sslmode=verify-full&sslrootcert={ON_THE_ADMINISTRATORS_MACHINE}"
        for party in (service, f"{service}-migrations"):
            files.write(party, "database_url", f"postgresql://{party}:hush@db.example/it{query}")
        files.write(service, "kafka_password", f"of {service}")
        keyring.write_text("{}")
    made = secret_objects(files, keyrings, AUTHORITIES)
    return {
        one["metadata"]["name"]: {k: b64decode(v).decode() for k, v in one["data"].items()}
        for one in made
    }


def mounted() -> dict[str, set[str]]:
    """Which keys of which Secret the pods of a release mount."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in render(values_of("london", PRIVATE_MAIL)):
        if one["kind"] in {"Deployment", "Job"}:
            for secret in _sources(one["spec"]["template"]["spec"]["volumes"]):
                found[secret["name"]].update(item["key"] for item in secret["items"])
    return dict(found)


def _sources(volumes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        source["secret"]
        for volume in volumes
        for source in volume.get("projected", {}).get("sources", ())
    ]


def test_every_key_that_is_mounted_is_made_and_no_other(
    secrets: dict[str, dict[str, str]],
) -> None:
    assert {name: set(content) for name, content in secrets.items()} == mounted()


def test_a_database_url_names_the_authority_where_the_pod_has_it(
    secrets: dict[str, dict[str, str]],
) -> None:
    (path,) = {
        f"/run/secrets/inroads/{item['path']}"
        for one in render(values_of("london", PRIVATE_MAIL))
        if one["kind"] == "Deployment"
        for secret in _sources(one["spec"]["template"]["spec"]["volumes"])
        if secret["name"] == "postgres-authority"
        for item in secret["items"]
    }
    for service in SERVICES:
        for name in (service, f"{service}-migrations"):
            url = urlsplit(secrets[name][f"{service}_database_url"])
            said = parse_qs(url.query)
            assert said["sslmode"] == ["verify-full"]
            assert said["sslrootcert"] == [path]
            assert url.password == "hush"


def test_a_mail_server_of_ones_own_is_trusted_by_notifications_alone() -> None:
    def said(values: dict[str, Any]) -> dict[str, str]:
        pods = [
            (one["metadata"]["name"], one["spec"]["template"]["spec"]["containers"][0])
            for one in render(values)
            if one["kind"] in {"Deployment", "Job"}
        ]
        names = {name: {e["name"]: e["value"] for e in pod["env"]} for name, pod in pods}
        return {name: env["SSL_CERT_FILE"] for name, env in names.items() if "SSL_CERT_FILE" in env}

    trusted = "/run/secrets/inroads/mail-authority.crt"
    assert said(values_of("london")) == {}
    assert said(values_of("london", PRIVATE_MAIL)) == {"notifications": trusted}


def test_a_secret_that_is_not_among_the_files_is_missed(tmp_path: Path) -> None:
    keyrings = {service: tmp_path / f"{service}.json" for service in SERVICES}
    with pytest.raises(FileNotFoundError, match="referrals_kafka_password"):
        list(secret_objects(SecretFiles(tmp_path), keyrings, AUTHORITIES))
