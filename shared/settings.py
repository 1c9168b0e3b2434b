"""Settings that every service has, from its environment: ``REFERRALS_REGION`` and so on.

A secret need not stand in the environment, which child processes and crash reports see: a file in
the folder ``REFERRALS_SECRETS_DIR`` that is named like the variable in lower case, such as
``referrals_kafka_password``, gives the value too. The environment goes first.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Self
from urllib.parse import parse_qs, urlsplit

from pydantic import Field, FilePath, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.privacy.safe_errors import SafeMessage

_ENCRYPTED = ("require", "verify-ca", "verify-full")


class UnusableSettings(SafeMessage):
    """Settings with which a service does not start: each fault, and what to do. No values."""


class DatabaseSettings(BaseSettings):
    """What a service's migrations need; see ``ServiceSettings`` for the service itself."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    database_url: SecretStr
    """``postgresql://USER:PASSWORD@HOST/DATABASE?sslmode=verify-full&sslrootcert=FILE``"""
    embedded: bool = False
    """Whether all runs on one machine for a demonstration: plaintext, made-up time and crash points
    are then allowed, who may read the keyring is not looked at, and a start migrates by itself."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @classmethod
    def for_service(cls, service: str) -> Self:
        """Read a service's settings. Raises ``UnusableSettings``, which names every variable that
        is missing, wrong, or insecure outside the embedded mode.
        """
        prefix = f"{service.upper()}_"
        try:
            settings = cls(_env_prefix=prefix, _secrets_dir=_secrets_dir(prefix))
        except ValidationError as error:
            raise UnusableSettings(_listed(_faults(prefix, error))) from None
        if not settings.embedded and (refused := list(settings.insecure(prefix))):
            embedded = (
                f"(For a demonstration on one machine alone, {prefix}EMBEDDED=true allows it.)"
            )
            raise UnusableSettings(f"{_listed(refused)}\n{embedded}")
        return settings

    def insecure(self, prefix: str) -> Iterator[str]:
        """Say what may not be so outside the embedded mode, by variable, with what to do."""
        modes = parse_qs(urlsplit(self.database_url.get_secret_value()).query).get("sslmode", [])
        if not modes or modes[-1] not in _ENCRYPTED:
            yield (
                f"{prefix}DATABASE_URL does not ask for TLS: add "
                "?sslmode=verify-full&sslrootcert=FILE, FILE being who signed the server's "
                "certificate"
            )


class ServiceSettings(DatabaseSettings):
    """Read once, at the start: ``for_service("referrals")`` reads the variables ``REFERRALS_*``."""

    region: str = Field(pattern=r"^[a-z][a-z0-9-]{1,30}$")
    kafka: str = Field(min_length=3, description="bootstrap servers: host:port, comma-separated")
    kafka_username: str | None = None
    kafka_password: SecretStr | None = None
    kafka_authority: FilePath | None = None
    """Who signed the broker's certificate, as a PEM file (default: whom the system trusts)."""
    keyring: Path
    http_host: str = "127.0.0.1"
    http_port: int | None = Field(default=None, ge=0, le=65_535)
    """Where health and metrics are served (0: any free port, which the log says; none: nowhere)."""
    version: str = "dev"
    """Which release this is, as the operators name it."""
    clock: Literal["system", "simulated"] = "system"
    clock_start: datetime = datetime(2018, 3, 1, tzinfo=UTC)
    instance: str | None = None
    """A name that is kept over restarts: Kafka then gives the partitions back without waiting."""
    batch: int = Field(default=1000, ge=1, le=10_000)
    crash_at: str | None = None
    """Tests only: a crash point, such as ``consumer.after_effect:3``."""

    def insecure(self, prefix: str) -> Iterator[str]:
        """Say what may not be so outside the embedded mode, by variable, with what to do."""
        yield from super().insecure(prefix)
        if not self.kafka_username or not self.kafka_password:
            yield (
                f"{prefix}KAFKA_USERNAME and {prefix}KAFKA_PASSWORD must both be set, since Kafka "
                "is spoken to over SASL_SSL only: set them, or put them as files into "
                f"{prefix}SECRETS_DIR"
            )
        if self.clock != "system":
            yield f"{prefix}CLOCK is simulated: unset it, so that the system's time holds"
        if self.crash_at:
            yield f"{prefix}CRASH_AT names a point to crash at, which is for tests: unset it"


def _secrets_dir(prefix: str) -> str | None:
    folder = os.environ.get(f"{prefix}SECRETS_DIR")
    if folder and not Path(folder).is_dir():
        raise UnusableSettings(
            _listed([f"{prefix}SECRETS_DIR names no folder: mount the secrets there, or unset it"])
        )
    return folder or None


def _faults(prefix: str, error: ValidationError) -> Iterator[str]:
    for fault in error.errors(include_input=False, include_context=False, include_url=False):
        variable = prefix + "_".join(str(part) for part in fault["loc"]).upper()
        if fault["type"] == "missing":
            yield f"{variable} is missing: set it, or put it as a file into {prefix}SECRETS_DIR"
        else:
            yield f"{variable} cannot be used: {fault['msg']}"


def _listed(faults: Iterator[str] | list[str]) -> str:
    return "\n".join(f"- {fault}." for fault in faults)
