"""A Kafka user's login as a file of librdkafka's settings: what ``kcat -F FILE`` takes, too."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from deploy.access.secret_files import SecretFiles
from deploy.local.errors import StackError
from shared.runtime.kafka_access import KafkaAccess, Login

FILE: Final = "client.properties"
"""A party's own, beside its password."""

_OTHERS: Final = 0o077
_ONLY: Final[Mapping[str, str]] = {
    "security.protocol": "SASL_SSL",
    "sasl.mechanism": "SCRAM-SHA-512",
}


def read_login(file: Path) -> Login:
    """Return the login that a file holds. Raises ``StackError``, which shows no password.

    ``sasl.username`` and ``sasl.password`` must be there; ``ssl.ca.location`` names who signed
    Kafka's certificate, seen from the file's folder (without it: whom the system trusts).
    """
    said = _settings(read_private(file), file)
    for name, only in _ONLY.items():
        if said.get(name, only) != only:
            raise StackError(f"{file}: {name} is {said[name]}, and only {only} is spoken here.")
    if not (said.get("sasl.username") and said.get("sasl.password")):
        raise StackError(
            f"{file} is no login. Write a line sasl.username=NAME and a line sasl.password=..., "
            "and ssl.ca.location=FILE for who signed Kafka's certificate."
        )
    authority = said.get("ssl.ca.location")
    place = (file.parent / authority).resolve() if authority else None
    if place and not place.exists():
        raise StackError(f"{file}: ssl.ca.location names {place}, which is not there. Correct it.")
    return Login(said["sasl.username"], said["sasl.password"], place)


def read_private(file: Path) -> str:
    """Return what a secret file holds. Raises ``StackError`` where others could read it as well."""
    try:
        if file.stat().st_mode & _OTHERS:
            raise StackError(f"Others can read {file}, which holds a secret: chmod 600 {file}")
        return file.read_text().strip()
    except OSError as error:
        raise StackError(f"{file} cannot be read: {error.strerror}. Correct its name.") from None


def write_client_settings(files: SecretFiles, party: str, kafka: KafkaAccess) -> None:
    """Write what a party's own client takes beside its password, unless it stands there already."""
    lines = "".join(f"{name}={value}\n" for name, value in kafka.librdkafka().items())
    if files.read(party, FILE) != lines.strip():
        files.write(party, FILE, lines)


def _settings(text: str, file: Path) -> dict[str, str]:
    return dict(_pairs(text, file))


def _pairs(text: str, file: Path) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, is_pair, value = line.partition("=")
        if not is_pair:
            raise StackError(f"{file}, line {number}: a line is NAME=VALUE, or a comment after #.")
        yield name.strip(), value.strip()
