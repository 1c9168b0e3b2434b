"""Settings of notifications: the shared ones and the mail server, from ``NOTIFICATIONS_*``."""

from typing import Literal

from pydantic import Field, SecretStr

from shared.settings import ServiceSettings


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


def read_settings() -> NotificationsSettings:
    """Return the settings; raises a message that names what is missing."""
    return NotificationsSettings.for_service("notifications")
