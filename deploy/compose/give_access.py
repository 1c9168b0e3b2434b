"""Giving a region in containers its topics, users, rights, databases and roles."""

import os
from pathlib import Path
from typing import Final

import yaml

from deploy.access.database import apply_roles, plan_roles
from deploy.access.kafka import apply_access, plan_access
from deploy.access.rights import OUTSIDE
from deploy.access.secret_files import SecretFiles
from deploy.compose.make_secrets import ADMINISTRATOR, AUTHORITY, KAFKA_ADMIN, admin_url
from deploy.local.region import SERVICES
from deploy.rollout.stages import announce
from shared.contracts.operations import StageChanged
from shared.contracts.streams import Stream, topic
from shared.runtime.kafka_access import KafkaAccess, Login

_TARGETS: Final = Path("/targets/region.yaml")
_KAFKA: Final = "kafka:9092"


def give_access(region: str, files: SecretFiles) -> None:
    """Bring Kafka and PostgreSQL to what is declared, and say what was changed.

    In a region that is new, the programmes in INROADS_PROGRAMMES are opened (stage `live`); in one
    that exists, their stage is the operators' business.
    """
    password = files.read(ADMINISTRATOR, "kafka_password") or ""
    kafka = KafkaAccess(_KAFKA, Login(KAFKA_ADMIN, password, AUTHORITY))
    plan = plan_access(kafka, region, files)
    for line in plan.lines():
        print(line)
    apply_access(kafka, plan, files)
    for service in SERVICES:
        for line in plan_roles(admin_url(files), region, service).lines():
            print(line)
        apply_roles(admin_url(files), region, service, files)
    for party in OUTSIDE:
        _write_client_settings(files, party)
    _write_targets(region)
    if topic(region, Stream.ROLLOUT) in plan.topics:
        _open_programmes(kafka, region)


def _open_programmes(kafka: KafkaAccess, region: str) -> None:
    for programme in os.environ.get("INROADS_PROGRAMMES", "").split():
        announce(kafka, region, StageChanged(programme=programme, stage="live"))
        print(f"{region}: programme {programme} is live.")


def _write_targets(region: str) -> None:
    """Where Prometheus finds the services (deploy/observability/README.md)."""
    rows = [
        {"targets": [f"{service}:8080"], "labels": {"service": service, "region": region}}
        for service in SERVICES
    ]
    _TARGETS.write_text(yaml.safe_dump(rows))


def _write_client_settings(files: SecretFiles, party: str) -> None:
    """What a client on this machine is configured with: librdkafka's names, so kcat's -F too."""
    settings = {
        "bootstrap.servers": f"localhost:{os.environ.get('INROADS_KAFKA_PORT', '29092')}",
        "security.protocol": "SASL_SSL",
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": files.read(party, "kafka_username"),
        "sasl.password": files.read(party, "kafka_password"),
        "ssl.ca.location": Path(AUTHORITY.name),
    }
    lines = [f"{name}={value}" for name, value in settings.items()]
    files.write(party, "client.properties", "\n".join(lines) + "\n")
