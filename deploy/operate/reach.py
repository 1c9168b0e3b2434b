"""How to get at one region: its Kafka, and the database of each of its services."""

import json
import os
from argparse import ArgumentParser, Namespace
from pathlib import Path
from urllib.parse import urlsplit

from deploy.local.region import SERVICES
from deploy.operate.cannot_tell import CannotTell
from shared.runtime.kafka_access import KafkaAccess, Login

_REGIONS_HERE = Path(__file__).parents[2] / "run" / "regions"
"""Where ``./inroads region`` keeps the regions that run on this machine."""


def add_kafka(parser: ArgumentParser) -> None:
    """Let a command be told where Kafka is; a password comes from the environment only."""
    parser.add_argument("--kafka", metavar="HOST:PORT", help="or INROADS_KAFKA")
    parser.add_argument(
        "--kafka-user",
        metavar="NAME",
        help="such as london.operators; its password is read from INROADS_KAFKA_PASSWORD",
    )
    parser.add_argument(
        "--kafka-authority", type=Path, metavar="PEM", help="who signed Kafka's certificate"
    )


def add_databases(parser: ArgumentParser) -> None:
    """Let a command be told where the services' databases are."""
    parser.add_argument(
        "--database",
        action="append",
        metavar="URL",
        help="a service's own database; can be given several times (or DATABASE_URL)",
    )
    parser.add_argument(
        "--databases-from",
        type=Path,
        metavar="FILE",
        help="JSON: each service and its URL (default: those of the region, if it runs here)",
    )


def add_region(parser: ArgumentParser, *, required: bool = False) -> None:
    """Let a command be told which region and which of its services are meant."""
    parser.add_argument("--region", metavar="CODE", default="", required=required)
    parser.add_argument(
        "--service", action="append", choices=SERVICES, help="only this one; can be repeated"
    )


def kafka_of(arguments: Namespace) -> KafkaAccess:
    """Return how to get at Kafka. Raises ``CannotTell`` when that was not said."""
    bootstrap = arguments.kafka or os.environ.get("INROADS_KAFKA")
    if not bootstrap:
        raise CannotTell("Which Kafka? Give --kafka HOST:PORT, or set INROADS_KAFKA.")
    if not arguments.kafka_user:
        return KafkaAccess(bootstrap)
    password = os.environ.get("INROADS_KAFKA_PASSWORD")
    if not password:
        raise CannotTell(f"Set INROADS_KAFKA_PASSWORD to the password of {arguments.kafka_user}.")
    return KafkaAccess(bootstrap, Login(arguments.kafka_user, password, arguments.kafka_authority))


def databases_file_of(arguments: Namespace) -> Path | None:
    """Return the file that names the databases: the one given, or that of a region that runs here.

    ``None`` when no file was named, or single databases were.
    """
    if arguments.databases_from or arguments.database or not arguments.region:
        named: Path | None = arguments.databases_from
        return named
    here = _REGIONS_HERE / arguments.region / "databases.json"
    return here if here.exists() else None


def databases_of(arguments: Namespace) -> dict[str, str]:
    """Return the databases by service, narrowed to those asked for.

    Raises ``CannotTell`` when none was named, or one is missing that was asked for.
    """
    file = databases_file_of(arguments)
    found = _from_file(file) if file else {}
    given = arguments.database or ([] if found else _from_environment())
    found |= {_service_of(url): url for url in given}
    if not found:
        raise CannotTell(
            "Which database? Give --database URL or --databases-from FILE, or set DATABASE_URL to"
            " the service's own."
        )
    wanted = getattr(arguments, "service", None) or list(found)
    if missing := [service for service in wanted if service not in found]:
        raise CannotTell(f"The database of {', '.join(missing)} was not named.")
    return {service: found[service] for service in wanted}


def _from_environment() -> list[str]:
    url = os.environ.get("DATABASE_URL")
    return [url] if url else []


def _from_file(file: Path) -> dict[str, str]:
    try:
        said = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise CannotTell(
            f"{file} cannot be read ({type(error).__name__}). It must hold a JSON object: each"
            " service and the URL of its database."
        ) from error
    if not isinstance(said, dict) or not all(isinstance(url, str) for url in said.values()):
        raise CannotTell(f"{file} must hold a JSON object: each service and its database's URL.")
    return said


def _service_of(url: str) -> str:
    """Return the service to whom a database belongs: it is named ``<region>_<service>``."""
    name = urlsplit(url).path.lstrip("/")
    return name.rpartition("_")[2] or name
