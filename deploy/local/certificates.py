"""Certificates for servers on this machine: an authority of its own, which signs for loopback."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from secrets import token_hex

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from deploy.local.ports import LOOPBACK

_DAYS = 365
_CURVE = ec.SECP256R1()


@dataclass(frozen=True, slots=True)
class Certified:
    """PEM files: who signed, and a server's certificate, alone and together with its key."""

    authority: Path
    certificate: Path
    key: Path
    both: Path


def certify_loopback(folder: Path) -> Certified:
    """Make an authority and a certificate for loopback, anew; only the owner reads the keys.

    The authority's own key is forgotten: nobody can sign anything else with it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    signer, holder = ec.generate_private_key(_CURVE), ec.generate_private_key(_CURVE)
    # A name of its own: of two that sign as one, TLS would say that the signature is broken.
    issuer = _name(f"Inroads on this machine {token_hex(4)}")
    authority = (
        _unsigned(issuer, issuer, signer.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(signer, hashes.SHA256())
    )
    reached_as = [x509.DNSName("localhost"), x509.IPAddress(ip_address(LOOPBACK))]
    certificate = (
        _unsigned(_name("localhost"), issuer, holder.public_key())
        .add_extension(x509.SubjectAlternativeName(reached_as), critical=False)
        .sign(signer, hashes.SHA256())
    )
    signed = certificate.public_bytes(Encoding.PEM)
    key = holder.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Certified(
        authority=_write(folder / "authority.pem", authority.public_bytes(Encoding.PEM)),
        certificate=_write(folder / "certificate.pem", signed),
        key=_write(folder / "key.pem", key, mode=0o600),
        both=_write(folder / "both.pem", key + signed, mode=0o600),
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _unsigned(
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


def _write(file: Path, content: bytes, *, mode: int = 0o644) -> Path:
    file.unlink(missing_ok=True)
    file.touch(mode)
    file.write_bytes(content)
    return file
