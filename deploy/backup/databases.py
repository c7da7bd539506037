"""All databases at one moment: a base backup of the server, with the log that makes it consistent."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import psutil

from deploy.local import postgres
from deploy.local.ports import HOST
from deploy.local.site import Site
from deploy.local.surroundings import surroundings

FOLDER = "postgres"
BASE, LOG = "base.tar.gz", "pg_wal.tar.gz"
READY_SECONDS = 120
TAR = "/usr/bin/tar"


def back_up(site: Site, target: Path) -> None:
    """Copy the cluster as it is now, through the server, without stopping anybody."""
    target.mkdir(parents=True)
    subprocess.run(
        [
            str(postgres.programs() / "pg_basebackup"),
            *("-h", HOST, "-p", str(site.ports.of("postgres")), "-U", postgres.SUPERUSER),
            *("-D", str(target), "--format=tar", "--wal-method=stream", "--checkpoint=fast"),
            "--compress=client-gzip:1",
            *("--manifest-checksums=SHA256", "--no-password"),
        ],
        env={
            **surroundings(site, "postgres"),
            "PGPASSWORD": site.credentials.postgres[postgres.SUPERUSER],
        },
        check=True,
        capture_output=True,
        text=True,
    )


def unpack(source: Path, data: Path) -> None:
    """Make a cluster out of a backup: it recovers by itself when a server starts on it."""
    data.mkdir(mode=0o700)
    for name, folder in ((BASE, data), (LOG, data / "pg_wal")):
        subprocess.run([TAR, "-xzf", str(source / name), "-C", str(folder)], check=True)
    for path in (data, *data.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
        if os.geteuid() == 0:
            owner = pwd.getpwnam(postgres.UNPRIVILEGED)
            os.chown(path, owner.pw_uid, owner.pw_gid)


@contextmanager
def served(source: Path) -> Iterator[str]:
    """Start a server of its own on a copy of the backup, reached through a socket; give its folder."""
    place = Path(mkdtemp(prefix="zc-verify-"))
    if os.geteuid() == 0:
        owner = pwd.getpwnam(postgres.UNPRIVILEGED)
        os.chown(place, owner.pw_uid, owner.pw_gid)
    data = place / "data"
    server = None
    try:
        unpack(source, data)
        trust = data / "verify_hba.conf"
        trust.write_text("local all all trust\n")  # the folder is ours alone
        trust.chmod(0o644)
        server = subprocess.Popen(
            [*postgres.unprivileged(), str(postgres.programs() / "postgres"), *_settings(data, place)],
            cwd=place,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _wait(place)
        yield str(place)
    finally:
        if server is not None:
            psutil.Process(server.pid).terminate()
            server.wait(READY_SECONDS)
        shutil.rmtree(place)


def _settings(data: Path, place: Path) -> Iterator[str]:
    yield from ("-D", str(data))
    for name, value in {
        "listen_addresses": "",
        "unix_socket_directories": str(place),
        "hba_file": str(data / "verify_hba.conf"),
        "fsync": "off",
        "io_method": "sync",
    }.items():
        yield from ("-c", f"{name}={value}")


def _wait(place: Path) -> None:
    subprocess.run(
        [
            *("sh", "-c", 'until "$0" -q -h "$1" -d postgres -U postgres; do sleep 0.1; done'),
            *(str(postgres.programs() / "pg_isready"), str(place)),
        ],
        check=True,
        timeout=READY_SECONDS,
    )
