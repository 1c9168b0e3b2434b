"""What a service may be started with: insecure settings are refused, in words that help."""

from pathlib import Path

import pytest

from services.notifications.settings import read_settings as notifications_settings
from shared.runtime.assembly import kafka_access
from shared.settings import DatabaseSettings, ServiceSettings, UnusableSettings

URL = "postgresql://london_matching:s3cret-word@db.example/london_matching"
SECURE = {
    "REGION": "london",
    "KAFKA": "kafka.example:9093",
    "KAFKA_USERNAME": "london.matching",
    "KAFKA_PASSWORD": "another-s3cret",
    "DATABASE_URL": f"{URL}?sslmode=verify-full&sslrootcert=/etc/authority.pem",
    "KEYRING": "keyring.json",
}


def given(monkeypatch: pytest.MonkeyPatch, **changed: str | None) -> None:
    """Set the variables of matching to secure ones, but for what is changed or left out (None)."""
    for name, value in {**SECURE, **changed}.items():
        if value is None:
            monkeypatch.delenv(f"MATCHING_{name}", raising=False)
        else:
            monkeypatch.setenv(f"MATCHING_{name}", value)


def refusal() -> str:
    with pytest.raises(UnusableSettings) as error:
        ServiceSettings.for_service("matching")
    said = str(error.value)
    assert "s3cret" not in said
    assert "s3cret" not in repr(error.value)
    return said


def test_secure_settings_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch)
    settings = ServiceSettings.for_service("matching")
    assert "s3cret" not in repr(settings)
    client = kafka_access(settings).client()
    assert (client["security_protocol"], client["sasl_mechanism"]) == ("SASL_SSL", "SCRAM-SHA-512")
    assert client["sasl_plain_username"] == "london.matching"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"KAFKA_USERNAME": None}, "MATCHING_KAFKA_USERNAME and MATCHING_KAFKA_PASSWORD must both"),
        ({"KAFKA_PASSWORD": None}, "MATCHING_KAFKA_USERNAME and MATCHING_KAFKA_PASSWORD must both"),
        ({"KAFKA_PASSWORD": ""}, "MATCHING_KAFKA_USERNAME and MATCHING_KAFKA_PASSWORD must both"),
        ({"DATABASE_URL": URL}, "MATCHING_DATABASE_URL does not ask for TLS"),
        ({"DATABASE_URL": f"{URL}?sslmode=prefer"}, "MATCHING_DATABASE_URL does not ask for TLS"),
        (
            {"DATABASE_URL": f"{URL}?sslmode=require&sslmode=disable"},
            "MATCHING_DATABASE_URL does not ask for TLS",
        ),
        ({"CLOCK": "simulated"}, "MATCHING_CLOCK is simulated"),
        ({"CRASH_AT": "consumer.after_fetch"}, "MATCHING_CRASH_AT names a point to crash at"),
    ],
)
def test_outside_a_demonstration_what_is_insecure_is_refused(
    monkeypatch: pytest.MonkeyPatch, changed: dict[str, str | None], told: str
) -> None:
    given(monkeypatch, **changed)
    said = refusal()
    assert said.startswith(f"- {told}")
    assert "MATCHING_EMBEDDED=true" in said
    given(monkeypatch, **changed, EMBEDDED="true")
    assert ServiceSettings.for_service("matching").embedded


@pytest.mark.parametrize("mode", ["require", "verify-ca", "verify-full"])
def test_every_mode_that_encrypts_is_taken(monkeypatch: pytest.MonkeyPatch, mode: str) -> None:
    given(monkeypatch, DATABASE_URL=f"{URL}?sslmode={mode}")
    assert ServiceSettings.for_service("matching").region == "london"


def test_everything_that_is_wrong_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    given(
        monkeypatch,
        REGION="London!",
        KEYRING=None,
        HTTP_PORT="eighty",
        KAFKA_AUTHORITY="/there/is/no/such.pem",
    )
    said = refusal().splitlines()
    assert [line.split()[1] for line in said] == [
        "MATCHING_REGION",
        "MATCHING_KAFKA_AUTHORITY",
        "MATCHING_KEYRING",
        "MATCHING_HTTP_PORT",
    ]
    assert "MATCHING_KEYRING is missing: set it" in "\n".join(said)


def test_secrets_come_from_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secrets = ("KAFKA_USERNAME", "KAFKA_PASSWORD", "DATABASE_URL")
    for name in secrets:
        (tmp_path / f"matching_{name.lower()}").write_text(SECURE[name] + "\n")
    given(monkeypatch, SECRETS_DIR=str(tmp_path), **dict.fromkeys(secrets, None))
    settings = ServiceSettings.for_service("matching")
    assert settings.kafka_username == "london.matching"
    assert settings.kafka_password is not None
    assert settings.kafka_password.get_secret_value() == "another-s3cret"
    assert settings.database_url.get_secret_value() == SECURE["DATABASE_URL"]


def test_another_services_secrets_are_not_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "referrals_kafka_password").write_text("another-s3cret")
    given(monkeypatch, SECRETS_DIR=str(tmp_path), KAFKA_PASSWORD=None)
    assert "MATCHING_KAFKA_PASSWORD must both be set" in refusal()


def test_a_folder_of_secrets_that_is_not_there_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given(monkeypatch, SECRETS_DIR=str(tmp_path / "nowhere"))
    assert "MATCHING_SECRETS_DIR names no folder" in refusal()


def test_a_migration_needs_no_more_than_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHING_DATABASE_URL", SECURE["DATABASE_URL"])
    assert not DatabaseSettings.for_service("matching").embedded
    monkeypatch.setenv("MATCHING_DATABASE_URL", URL)
    with pytest.raises(UnusableSettings, match="does not ask for TLS"):
        DatabaseSettings.for_service("matching")


@pytest.mark.parametrize(
    ("host", "tls", "refused"),
    [
        ("smtp.example", "none", True),
        ("smtp.example", "starttls", False),
        ("127.0.0.1", "none", False),
    ],
)
def test_letters_do_not_leave_the_machine_in_the_clear(
    monkeypatch: pytest.MonkeyPatch, host: str, tls: str, *, refused: bool
) -> None:
    for name, value in {**SECURE, "MAIL_HOST": host, "MAIL_TLS": tls}.items():
        monkeypatch.setenv(f"NOTIFICATIONS_{name}", value)
    if not refused:
        assert notifications_settings().mail_host == host
        return
    with pytest.raises(UnusableSettings, match="NOTIFICATIONS_MAIL_TLS is none"):
        notifications_settings()
