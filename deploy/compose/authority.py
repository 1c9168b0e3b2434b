"""A certificate authority of one region's containers, and the certificates that it signs."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

_DAYS: Final = 365
LOOPBACK: Final = "127.0.0.1"


class Authority:
    """Signs while it lives. Its key is never written down, so nobody can sign anything later."""

    def __init__(self, name: str) -> None:
        self._name = _named(name)
        self._key = ec.generate_private_key(ec.SECP256R1())
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
        """Return a key and a certificate for a container, as PEM; loopback is another name of it,
        for whoever comes through a published port.
        """
        key = ec.generate_private_key(ec.SECP256R1())
        names = [
            x509.DNSName(host),
            x509.DNSName("localhost"),
            x509.IPAddress(ip_address(LOOPBACK)),
        ]
        certificate = (
            _begun(_named(host), self._name, key.public_key())
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return secret.decode(), certificate.public_bytes(Encoding.PEM).decode()


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
