"""A region's Secret objects as the chart names them, from its secrets as files."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from deploy.access.secret_files import SecretFiles
from deploy.catalogue.parties import SERVICES

_AUTHORITY: Final = "/run/secrets/inroads/postgres-authority.crt"
"""Where a pod finds who signed PostgreSQL's certificate."""


def secret_objects(
    files: SecretFiles, keyrings: Mapping[str, Path], authorities: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """Yield every Secret that a release needs.

    ``keyrings`` gives each service's keyring; ``authorities`` the certificates (PEM) of those who
    signed those of ``kafka``, ``postgres`` and, where it is private, ``mail``. An administrator's
    database URL names the file with the certificate as it lies on their machine; here it names the
    pod's. Raises ``KeyError`` for a service without a keyring and ``FileNotFoundError`` for a
    secret that is not among the files.
    """
    for service in SERVICES:
        password = files.file(service, "kafka_password").read_text().strip()
        yield _secret(
            service,
            {
                f"{service}_database_url": _in_pod(files.file(service, "database_url")),
                f"{service}_kafka_password": password,
                "keyring.json": keyrings[service].read_text(),
            },
        )
        owner = f"{service}-migrations"
        yield _secret(
            owner, {f"{service}_database_url": _in_pod(files.file(owner, "database_url"))}
        )
    for server, certificate in authorities.items():
        yield _secret(f"{server}-authority", {"ca.crt": certificate})


def _in_pod(url: Path) -> str:
    parts = urlsplit(url.read_text().strip())
    query = dict(parse_qsl(parts.query)) | {"sslmode": "verify-full", "sslrootcert": _AUTHORITY}
    return urlunsplit(parts._replace(query=urlencode(query, safe="/")))


def _secret(name: str, content: Mapping[str, str]) -> dict[str, Any]:
    encoded = {key: b64encode(value.encode()).decode() for key, value in content.items()}
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": name},
        "type": "Opaque",
        "data": encoded,
    }
