"""A certificate that the servers of one stack show one another: whoever has none is refused."""

from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from deploy.local.credentials import write_private
from deploy.local.ports import HOST
from kit.clock import now

LASTS = timedelta(days=3650)
AUTHORITY, CERTIFICATE, KEY = "authority.pem", "certificate.pem", "key.pem"


def provide(folder: Path, name: str) -> None:
    """Make authority, certificate and key, unless they are there. The authority's key is kept nowhere."""
    if all((folder / file).exists() for file in (AUTHORITY, CERTIFICATE, KEY)):
        return
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = _unsigned(f"{name} authority", f"{name} authority", authority_key, is_authority=True)
    certificate = _unsigned(name, f"{name} authority", key, is_authority=False).add_extension(
        x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address(HOST))]),
        critical=False,
    )
    for file, signed in ((AUTHORITY, authority), (CERTIFICATE, certificate)):
        text = signed.sign(authority_key, hashes.SHA256()).public_bytes(Encoding.PEM)
        write_private(folder / file, text.decode())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_private(folder / KEY, private.decode())


def _unsigned(
    name: str, issuer: str, key: ec.EllipticCurvePrivateKey, *, is_authority: bool
) -> x509.CertificateBuilder:
    today = now()
    return (
        x509.CertificateBuilder()
        .subject_name(_called(name))
        .issuer_name(_called(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + LASTS)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    )


def _called(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
