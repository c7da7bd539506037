"""The object store: SeaweedFS with its S3 gateway, the only door; its inner servers ask for a certificate."""

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

from minio import Minio

from deploy import buckets
from deploy.local import certificates, readiness
from deploy.local.credentials import write_private
from deploy.local.ports import HOST
from deploy.local.process import Process
from deploy.local.seaweed_access import OPERATOR, identities
from deploy.local.site import Site
from deploy.local.surroundings import surroundings

# Where the server puts sockets named after its ports, whatever the environment says.
SOCKETS = Path("/tmp")  # noqa: S108
# Master, volume and filer talk by gRPC and HTTP, and refuse whoever has no certificate of ours. The filer's
# socket knows no certificates: it asks for a token that the S3 gateway alone can sign.
SECURITY = """\
[jwt.filer_signing]
key = "{write}"
[jwt.filer_signing.read]
key = "{read}"
[grpc]
ca = "{authority}"
"""
GRPC = ("master", "volume", "filer", "s3", "client")
HTTPS = ("master", "volume", "filer", "client")


def prepare(site: Site) -> None:
    """Write who may do what, and clear the way for its sockets."""
    tidy(site)
    home = site.folder("seaweed")
    write_private(home / "s3.json", identities(site.credentials))
    certificates.provide(home, "object store")
    write_private(home / "security.toml", _security(site, home))


def _security(site: Site, home: Path) -> str:
    files = {
        "ca": home / certificates.AUTHORITY,
        "cert": home / certificates.CERTIFICATE,
        "key": home / certificates.KEY,
    }
    told = "".join(f'{name} = "{file}"\n' for name, file in files.items())
    keys = site.credentials.s3_inner
    return (
        SECURITY.format(write=keys["write"], read=keys["read"], authority=files["ca"])
        + "".join(f"[grpc.{server}]\n{told}" for server in GRPC)
        + "".join(f"[https.{server}]\n{told}" for server in HTTPS)
        + "enabled = true\n"
    )


def process(site: Site) -> Process:
    """Describe the server: master, volume, filer and S3 gateway in one process."""
    home = site.folder("seaweed")
    return Process(
        name="seaweed",
        group="servers",
        command=(
            # It tells a lot; the stack's log gets what is wrong, its own files the rest.
            *(str(site.programs / "weed"), "-logtostderr=false", "-alsologtostderr=false"),
            *("-stderrthreshold=WARNING", f"-logdir={site.folder('seaweed/log')}"),
            *("server", "-filer", "-s3"),
            *(f"-ip={HOST}", f"-ip.bind={HOST}", f"-dir={site.folder('seaweed/data')}"),
            *_ports(site),
            *("-s3.port.iceberg=0", "-s3.port.lance=0", f"-s3.config={home / 's3.json'}"),
            *("-master.volumeSizeLimitMB=256", "-volume.max=50", "-master.telemetry=false"),
            # By default every restart waits 10 s for an election among one.
            *("-master.electionTimeout=300ms", "-master.heartbeatInterval=100ms"),
            "-volume.preStopSeconds=0",
        ),
        folder=home,
        ready=readiness.all_of(
            readiness.http(
                f"https://{site.ports.address('s3-master')}/dir/status",
                readiness.says("Topology.Max"),
                certificates=home,
            ),
            readiness.tcp(site.ports.of("s3")),
        ),
        environment={
            **surroundings(site, "seaweed"),
            "WEED_S3_SSE_KEK": site.credentials.s3_encryption_key,
            # A small heap is collected all the time: with GOGC=50 an idle store took 11 % of a core.
            "GOMEMLIMIT": "400MiB",
            "GOGC": "400",
        },
        # SIGTERM takes it 15 s whatever is asked; what it has acknowledged is in the kernel's hands by then.
        stop_signal=signal.SIGKILL,
        grace_seconds=2,
        # The journal of its index remembers the first write that failed, and refuses every one after it.
        says_when_stuck="no space left on device",
    )


def tidy(site: Site) -> None:
    """Remove the sockets that a killed server left: another owner's would keep a new one from working."""
    for name in ("s3", "s3-filer", "s3-grpc", "s3-master-grpc", "s3-volume-grpc", "s3-filer-grpc"):
        for socket in SOCKETS.glob(f"seaweedfs-*-{site.ports.of(name)}.sock"):
            socket.unlink()


def client(site: Site, name: str = OPERATOR) -> Minio:
    """Return a client of the store with the name's own key."""
    key = site.credentials.s3[name]
    return Minio(
        endpoint=site.ports.address("s3"),
        access_key=key.access,
        secret_key=key.secret,
        secure=False,
        region="us-east-1",  # otherwise it asks the bucket, which a service's key may not
    )


def bootstrap(site: Site) -> None:
    """Make the buckets that are missing."""
    was_empty = buckets.provide(client(site))
    if site.durable and was_empty:
        _write_through(site)


def _write_through(site: Site) -> None:
    """Make every acknowledged object survive a power cut; without this only a kill is survived."""
    shell = f"{site.ports.address('s3-master')}.{site.ports.of('s3-master-grpc')}"
    filer = f"{site.ports.address('s3-filer')}.{site.ports.of('s3-filer-grpc')}"
    subprocess.run(
        [str(site.programs / "weed"), "shell", f"-master={shell}", f"-filer={filer}"],
        input="lock\nfs.configure -locationPrefix=/buckets/ -fsync -apply\nunlock\n",
        cwd=site.folder("seaweed"),
        env=surroundings(site, "seaweed"),
        text=True,
        check=True,
        capture_output=True,
    )


def _ports(site: Site) -> Iterator[str]:
    for option, name in (("master", "s3-master"), ("volume", "s3-volume"), ("filer", "s3-filer")):
        yield f"-{option}.port={site.ports.of(name)}"
        yield f"-{option}.port.grpc={site.ports.of(f'{name}-grpc')}"
    yield f"-s3.port={site.ports.of('s3')}"
    yield f"-s3.port.grpc={site.ports.of('s3-grpc')}"
