"""Settings of notifications: the shared ones and the mail server, from ``NOTIFICATIONS_*``."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field, SecretStr

from shared.settings import ServiceSettings

_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


class NotificationsSettings(ServiceSettings):
    """Where the mail server is, and who the messages come from."""

    mail_host: str = "127.0.0.1"
    mail_port: int = Field(default=587, ge=1, le=65_535)
    mail_tls: Literal["none", "starttls", "direct"] = "starttls"
    mail_username: str | None = None
    mail_password: SecretStr | None = None
    sender_name: str = "Inroads mentoring"
    sender_email: str = "mentoring@inroads.example"
    sender_phone: str = ""
    pages_address: str = Field(default="", pattern=r"^(https?://[^\s?#@]+)?$")
    """Where matching's pages are for people, such as ``https://mentoring.example``: letters then
    hold a link to answer by. Empty: they say whom to tell."""

    def insecure(self, prefix: str) -> Iterator[str]:
        """Say what may not be so outside the embedded mode: letters name people and places."""
        yield from super().insecure(prefix)
        if self.mail_tls == "none" and self.mail_host not in _THIS_MACHINE:
            yield (
                f"{prefix}MAIL_TLS is none, and the mail server is elsewhere: set it to starttls "
                "or direct"
            )
        if self.pages_address.startswith("http://"):
            yield (
                f"{prefix}PAGES_ADDRESS begins with http://, and links in letters are secrets: "
                "serve the pages over TLS, and set it to an address with https://"
            )


def read_settings() -> NotificationsSettings:
    """Return the settings; ``UnusableSettings`` names what is missing or insecure."""
    return NotificationsSettings.for_service("notifications")
