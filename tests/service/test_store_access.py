"""The object store has one door, and a service's key opens there what the service needs and nothing else."""

import http.client
import socket
import ssl
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from minio import Minio
from minio.commonconfig import ENABLED
from minio.deleteobjects import DeleteObject
from minio.error import S3Error
from minio.versioningconfig import SUSPENDED, VersioningConfig

from deploy.buckets import CASES, KEYS, UPLOADS
from deploy.local import certificates, seaweed
from deploy.local.ports import HOST
from deploy.local.seaweed_access import OPENS
from deploy.local.services import SERVICES
from deploy.local.site import Site
from deploy.local.stack import Stack
from kit.ids import new_id

INNER = ("s3-master", "s3-volume", "s3-filer")
INNER_GRPC = ("s3-master-grpc", "s3-volume-grpc", "s3-filer-grpc", "s3-grpc")


@pytest.fixture
def site(servers: Stack) -> Site:
    return servers.site


@pytest.fixture
def operator(site: Site) -> Minio:
    return seaweed.client(site)


@pytest.fixture
def kept(operator: Minio) -> str:
    """A case of which every service sealed something, and its key."""
    case = str(new_id())
    for service in OPENS:
        _put(operator, CASES, f"{service}/{case}/0")
    _put(operator, KEYS, f"keys/{case}")
    _put(operator, UPLOADS, f"files/{case}")
    return case


def _put(client: Minio, bucket: str, key: str, data: bytes = b"sealed") -> object:
    return client.put_object(bucket, key, BytesIO(data), len(data))


def _is_refused(act: Callable[..., object], *arguments: object) -> bool:
    try:
        act(*arguments)
    except S3Error as error:
        if error.code not in {"AccessDenied", "InvalidAccessKeyId"}:
            raise
        return True
    return False


def _read(client: Minio, bucket: str, key: str, version: str | None = None) -> bytes:
    answer = client.get_object(bucket, key, version_id=version)
    try:
        return bytes(answer.read())
    finally:
        answer.close()
        answer.release_conn()


def _versions(client: Minio, key: str) -> list[str | None]:
    return [one.version_id for one in client.list_objects(CASES, key, include_version=True)]


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_writes_its_own_sections_only(site: Site, kept: str, service: str) -> None:
    client = seaweed.client(site, service)
    places = {owner: f"{owner}/{kept}/1" for owner in (*OPENS, f"{service}x", "")}

    written = {owner for owner, key in places.items() if not _is_refused(_put, client, CASES, key)}

    assert written == {service} & set(OPENS)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_reads_and_lists_what_it_must(site: Site, kept: str, service: str) -> None:
    client = seaweed.client(site, service)
    places = {owner: f"{owner}/{kept}/0" for owner in OPENS}
    must = {service, *OPENS[service]} if service in OPENS else set()

    assert {owner for owner, key in places.items() if not _is_refused(_read, client, CASES, key)} == must
    assert {owner for owner, key in places.items() if not _is_refused(_versions, client, key)} == must
    assert _is_refused(_versions, client, "")


@pytest.mark.parametrize("service", SERVICES)
def test_no_service_deletes_a_section_or_touches_the_lock(
    site: Site, operator: Minio, kept: str, service: str
) -> None:
    client = seaweed.client(site, service)
    keys = [f"{owner}/{kept}/0" for owner in OPENS]
    (version,) = _versions(operator, keys[0])

    assert all(_is_refused(client.remove_object, CASES, key) for key in keys)
    assert _is_refused(client.remove_object, CASES, keys[0], version)
    assert _is_refused(client.delete_object_lock_config, CASES)
    assert _is_refused(client.set_bucket_versioning, KEYS, VersioningConfig(SUSPENDED))
    assert _is_refused(client.remove_bucket, UPLOADS)
    assert _is_refused(client.make_bucket, "zhicheng-other")
    if service in OPENS:
        told = list(client.remove_objects(CASES, [DeleteObject(key) for key in keys]))
        assert {error.code for error in told} == {"AccessDenied"}
    assert {_read(operator, CASES, key) for key in keys} == {b"sealed"}


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(
    ("bucket", "folder", "owner"), [(KEYS, "keys", "declaration"), (UPLOADS, "files", "documents")]
)
def test_keys_of_cases_and_uploads_are_one_services_each(
    site: Site, kept: str, service: str, bucket: str, folder: str, owner: str
) -> None:
    client, key = seaweed.client(site, service), f"{folder}/{kept}"

    assert _is_refused(_put, client, bucket, key) is (service != owner)
    assert _is_refused(client.remove_object, bucket, key) is (service != owner)


def test_even_the_operator_breaks_no_lock(operator: Minio, kept: str) -> None:
    key = f"identity/{kept}/0"
    (version,) = _versions(operator, key)

    assert _is_refused(operator.remove_object, CASES, key, version)
    operator.remove_object(CASES, key)
    assert _read(operator, CASES, key, version) == b"sealed"
    assert operator.get_bucket_versioning(KEYS).status == ENABLED


@pytest.mark.parametrize("server", INNER)
@pytest.mark.parametrize("is_encrypted", [True, False])
def test_the_inner_servers_refuse_whoever_shows_no_certificate(
    site: Site, operator: Minio, kept: str, server: str, *, is_encrypted: bool
) -> None:
    connection = http.client.HTTPConnection(HOST, site.ports.of(server), timeout=20)
    if is_encrypted:
        connection = http.client.HTTPSConnection(
            HOST, site.ports.of(server), timeout=20, context=_trusting(site)
        )

    assert _status_of_delete(connection, f"/buckets/{CASES}/identity/{kept}?recursive=true") in {None, 400}
    assert _read(operator, CASES, f"identity/{kept}/0") == b"sealed"


def _trusting(site: Site) -> ssl.SSLContext:
    """Of somebody who knows the store's authority, and has nothing to show."""
    return ssl.create_default_context(cafile=site.folder("seaweed") / certificates.AUTHORITY)


def _status_of_delete(connection: http.client.HTTPConnection, path: str) -> int | None:
    """None: the connection was closed before a word was said."""
    try:
        connection.request("DELETE", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


@pytest.mark.parametrize("server", INNER_GRPC)
def test_the_inner_servers_speak_no_open_grpc(site: Site, server: str) -> None:
    """Neither by port nor by socket does anybody take a word without a certificate."""
    name = server.removeprefix("s3-") if server != "s3-grpc" else server
    places: list[tuple[int, Any]] = [
        (socket.AF_INET, (HOST, site.ports.of(server))),
        (socket.AF_UNIX, str(seaweed.SOCKETS / f"seaweedfs-{name}-{site.ports.of(server)}.sock")),
    ]
    for family, address in places:
        with socket.socket(family, socket.SOCK_STREAM) as plain:
            plain.settimeout(20)
            plain.connect(address)
            plain.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes.fromhex("000000040000000000"))
            # An open server would answer with its SETTINGS frame, type 4.
            assert _answer(plain)[3:4] != b"\x04"


def _answer(plain: socket.socket) -> bytes:
    try:
        return plain.recv(64)
    except ConnectionError:
        return b""


def test_the_filers_socket_asks_for_a_token(site: Site, operator: Minio, kept: str) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as filer:
        filer.connect(str(seaweed.SOCKETS / f"seaweedfs-filer-{site.ports.of('s3-filer')}.sock"))
        filer.sendall(
            f"DELETE /buckets/{CASES}/identity/{kept}?recursive=true HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        )
        assert filer.recv(64).startswith(b"HTTP/1.1 401 ")
    assert _read(operator, CASES, f"identity/{kept}/0") == b"sealed"


@pytest.mark.parametrize("server", [*INNER, *INNER_GRPC])
def test_a_certificate_of_ones_own_making_is_refused(site: Site, server: str, tmp_path: Path) -> None:
    certificates.provide(tmp_path, "stranger")
    context = _trusting(site)
    context.load_cert_chain(tmp_path / certificates.CERTIFICATE, tmp_path / certificates.KEY)
    context.set_alpn_protocols(["h2"] if server in INNER_GRPC else ["http/1.1"])

    with socket.create_connection((HOST, site.ports.of(server)), timeout=20) as plain:
        assert _words(context, plain) == b""


def _words(context: ssl.SSLContext, plain: socket.socket) -> bytes:
    """What a server says to whoever shows this certificate; a refusal comes with the first read."""
    try:
        with context.wrap_socket(plain, server_hostname=HOST) as secured:
            secured.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            return secured.recv(64)
    except (ssl.SSLError, ConnectionError):
        return b""
