"""How a program gets at Kafka: where it is, and as whom, for every client library in use."""

import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError
from faststream.security import BaseSecurity, SASLScram512

from shared.privacy.safe_errors import SafeMessage


class KafkaRefuses(SafeMessage):
    """Kafka cannot be reached, or does not let in."""


@dataclass(frozen=True, slots=True)
class Login:
    """A SCRAM-SHA-512 user, over TLS only; ``authority`` is a PEM file (``None``: the system's)."""

    username: str
    password: str = field(repr=False)
    authority: Path | None = None

    def tls(self) -> ssl.SSLContext:
        """Return a context that checks the broker's certificate and its host name."""
        return ssl.create_default_context(cafile=self.authority and str(self.authority))


@dataclass(frozen=True, slots=True)
class KafkaAccess:
    """Bootstrap servers (``host:port``, comma-separated); without a login: plaintext, loopback."""

    bootstrap: str
    login: Login | None = None

    def client(self) -> dict[str, Any]:
        """Return what an aiokafka producer, consumer or admin client takes."""
        if self.login is None:
            return {"bootstrap_servers": self.bootstrap}
        return {
            "bootstrap_servers": self.bootstrap,
            "security_protocol": "SASL_SSL",
            "sasl_mechanism": "SCRAM-SHA-512",
            "sasl_plain_username": self.login.username,
            "sasl_plain_password": self.login.password,
            "ssl_context": self.login.tls(),
        }

    def security(self) -> BaseSecurity | None:
        """Return what FastStream's broker takes."""
        if self.login is None:
            return None
        return SASLScram512(
            self.login.username, self.login.password, self.login.tls(), use_ssl=True
        )

    def librdkafka(self) -> dict[str, Any]:
        """Return what confluent-kafka's clients take, which also administer users and rights."""
        if self.login is None:
            return {"bootstrap.servers": self.bootstrap}
        said = {
            "bootstrap.servers": self.bootstrap,
            "security.protocol": "SASL_SSL",
            "sasl.mechanism": "SCRAM-SHA-512",
            "sasl.username": self.login.username,
            "sasl.password": self.login.password,
        }
        if self.login.authority is not None:
            said["ssl.ca.location"] = str(self.login.authority)
        return said


async def knock(kafka: KafkaAccess) -> None:
    """Return once Kafka has let this user in. Raises ``KafkaRefuses``; the cause is in the log.

    A consumer that is refused says no more than that it found no server.
    """
    client = AIOKafkaClient(**kafka.client())
    try:
        await client.bootstrap()
    except (KafkaError, OSError):
        raise KafkaRefuses(
            f"Kafka at {kafka.bootstrap} cannot be reached, or does not let this user in; the line "
            "in the log before this says which. Check that it runs, the user and password, and who "
            "signed its certificate"
        ) from None
    finally:
        await client.close()
