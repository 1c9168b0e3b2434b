"""Certificates for servers: an authority of its own, which signs and is then forgotten."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from secrets import token_hex
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from deploy.local.ports import LOOPBACK

_DAYS: Final = 365
_CURVE: Final = ec.SECP256R1()


class Authority:
    """Signs while it lives. Its key is never written down, so nobody can sign anything later."""

    def __init__(self, name: str) -> None:
        self._name = _named(name)
        self._key = ec.generate_private_key(_CURVE)
        self._certificate = (
            _begun(self._name, self._name, self._key.public_key())
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(self._key, hashes.SHA256())
        )

    @property
    def certificate(self) -> str:
        """What others need in order to trust it, as PEM."""
        return self._certificate.public_bytes(Encoding.PEM).decode()

    def certify(self, host: str) -> tuple[str, str]:
        """Return a key and a certificate for a server, as PEM; loopback is another name of it,
        for whoever comes through a published port.
        """
        key = ec.generate_private_key(_CURVE)
        hosts = [x509.DNSName(name) for name in dict.fromkeys((host, "localhost"))]
        names = [*hosts, x509.IPAddress(ip_address(LOOPBACK))]
        certificate = (
            _begun(_named(host), self._name, key.public_key())
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return secret.decode(), certificate.public_bytes(Encoding.PEM).decode()


@dataclass(frozen=True, slots=True)
class Certified:
    """PEM files: who signed, and a server's certificate, alone and together with its key."""

    authority: Path
    certificate: Path
    key: Path
    both: Path


def certify_loopback(folder: Path) -> Certified:
    """Make an authority and a certificate for loopback, anew; only the owner reads the keys."""
    folder.mkdir(parents=True, exist_ok=True)
    # A name of its own: of two that sign as one, TLS would say that the signature is broken.
    authority = Authority(f"Inroads on this machine {token_hex(4)}")
    key, certificate = authority.certify("localhost")
    return Certified(
        authority=_write(folder / "authority.pem", authority.certificate),
        certificate=_write(folder / "certificate.pem", certificate),
        key=_write(folder / "key.pem", key, mode=0o600),
        both=_write(folder / "both.pem", key + certificate, mode=0o600),
    )


def _named(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=_DAYS))
    )


def _write(file: Path, content: str, *, mode: int = 0o644) -> Path:
    file.unlink(missing_ok=True)
    file.touch(mode)
    file.write_text(content)
    return file
