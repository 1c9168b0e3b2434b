"""Settings that every service has, from its environment: ``REFERRALS_REGION`` and so on."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class ServiceSettings(BaseSettings):
    """Read once, at the start: ``for_service("referrals")`` reads the variables ``REFERRALS_*``."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    region: str = Field(pattern=r"^[a-z][a-z0-9-]{1,30}$")
    kafka: str = Field(min_length=3, description="bootstrap servers: host:port, comma-separated")
    kafka_username: str | None = None
    kafka_password: SecretStr | None = None
    kafka_authority: Path | None = None
    """Who signed the broker's certificate, as a PEM file (default: whom the system trusts)."""
    database_url: SecretStr
    keyring: Path
    http_host: str = "127.0.0.1"
    http_port: int | None = Field(default=None, ge=0, le=65_535)
    """Where health and metrics are served (0: any free port, which the log says; none: nowhere)."""
    version: str = "dev"
    """Which release this is, as the operators name it."""
    embedded: bool = False
    """Whether all runs on one machine for a demonstration: lifts no check but file ownership."""
    clock: Literal["system", "simulated"] = "system"
    clock_start: datetime = datetime(2018, 3, 1, tzinfo=UTC)
    instance: str | None = None
    """A name that is kept over restarts: Kafka then gives the partitions back without waiting."""
    batch: int = Field(default=1000, ge=1, le=10_000)
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    crash_at: str | None = None
    """Tests only: a crash point, such as ``consumer.after_effect:3``."""

    @classmethod
    def for_service(cls, service: str) -> Self:
        """Read the settings of a service. Raises pydantic's error, which names what is missing."""
        return cls(_env_prefix=f"{service.upper()}_")
