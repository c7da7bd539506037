"""python -m deploy.containers.provide URL [FOLDER]: writes what compose.yaml gives its processes and servers.

Secrets are made once and kept beside; a setting of one's own goes into own/<program>.env, which is read last.
"""

import json
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from deploy.containers.places import (
    CALENDAR,
    CITIES,
    FRONT,
    GATEWAY_INNER,
    METRICS_PORT,
    RUN,
    TEMPORAL_METRICS_PORT,
    Hosts,
)
from deploy.local import certificates, gateway, postgres, rabbitmq, temporal
from deploy.local.credentials import write_private
from deploy.local.environment import SIMULATORS, WORKFLOWS, environment, line
from deploy.local.seaweed_access import OPERATOR, identities
from deploy.local.services import SERVICES
from deploy.local.site import Site, state_folder

FOLDER = "containers"
PAGES = Path("/srv/gateway")
OWN = Path("/etc/caddy/own")
PROGRAMS = (*SERVICES, WORKFLOWS, *SIMULATORS)
OWN_CERTIFICATE = ("certificate.pem", "key.pem")
# The S3 gateway's inner door, by which its keys can be changed, opens to who has this certificate: nobody.
STORE = "seaweed"
SECURITY = f"""\
[grpc]
ca = "/etc/zhicheng/{STORE}/{certificates.AUTHORITY}"
[grpc.s3]
cert = "/etc/zhicheng/{STORE}/{certificates.CERTIFICATE}"
key = "/etc/zhicheng/{STORE}/{certificates.KEY}"
"""
TEMPORAL_DATABASES = ("temporal", "temporal_visibility")


def told(site: Site, program: str) -> dict[str, str]:
    """Return the settings of a program: the embedded stack's, with the places that a container has."""
    prefix = f"{program}_".upper()
    values = environment(site, program)
    places = {"CITIES": CITIES, "CALENDAR_YEARS": CALENDAR, "STATE": RUN, "LOG_FORMAT": "json"}
    own = {f"{prefix}HOST": "0.0.0.0", f"{prefix}READY_FILE": f"{RUN}/ready"}  # noqa: S104 - its own host
    if program not in SIMULATORS:
        own |= {f"{prefix}GATEWAYS": FRONT, f"{prefix}METRICS_PORT": str(METRICS_PORT)}
        own[f"{prefix}TEMPORAL_METRICS_PORT"] = str(TEMPORAL_METRICS_PORT)
    moved = {f"{prefix}{key}": place for key, place in places.items() if f"{prefix}{key}" in values}
    return values | moved | own


def provide(folder: Path, public_url: str) -> None:
    """Write everything; what is there of secrets stays."""
    hosts = Hosts(public_url=public_url)
    site = Site.open(folder, hosts)
    (folder / "own").mkdir(exist_ok=True)
    for name, values in _environments(site).items():
        write_private(folder / f"{name}.env", "".join(map(line, values.items())))
    # Servers read these as users of their own: the folder keeps everybody else out.
    certificates.provide(site.folder(STORE), "object store")
    for file in (folder / STORE).iterdir():
        file.chmod(0o644)
    (folder / STORE).chmod(0o755)
    for name, text in _files(site, hosts).items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        file.chmod(0o644)
    for page in (gateway.UNAVAILABLE, gateway.STATUS):
        shutil.copy(page, folder / page.name)


def _environments(site: Site) -> Mapping[str, Mapping[str, str]]:
    operator = site.credentials.s3[OPERATOR]
    password = site.credentials.temporal_database
    return {
        **{program: told(site, program) for program in PROGRAMS},
        "postgres": {"POSTGRES_PASSWORD": site.credentials.postgres[postgres.SUPERUSER]},
        "temporal": {"POSTGRES_USER": "temporal", "POSTGRES_PWD": password, "SQL_PASSWORD": password},
        "seaweed": {"WEED_S3_SSE_KEK": site.credentials.s3_encryption_key},
        "buckets": {
            "BUCKETS_ENDPOINT": site.ports.address("s3"),
            "BUCKETS_ACCESS_KEY": operator.access,
            "BUCKETS_SECRET_KEY": operator.secret,
        },
    }


def _files(site: Site, hosts: Hosts) -> Mapping[str, str]:
    broker = {
        "default_user": rabbitmq.USER,
        "default_pass": site.credentials.rabbitmq,
        **rabbitmq.ANYWHERE,
    }
    return {
        "Caddyfile": gateway.caddyfile(_door(site, hosts), hosts),
        "databases.sql": "".join(f"{statement};\n" for statement in databases(site)),
        "rabbitmq.conf": "".join(f"{name} = {value}\n" for name, value in broker.items()),
        "s3.json": identities(site.credentials),
        "security.toml": SECURITY,
        "temporal-settings.yaml": "".join(
            f"{name}:\n  - value: {value}\n" for name, value in temporal.ANYWHERE.items()
        ),
        "temporal-schema.sh": "\n".join(schema()) + "\n",
        "temporal-namespace.sh": "\n".join(namespace()) + "\n",
    }


def _door(site: Site, hosts: Hosts) -> gateway.Door:
    """A certificate that lies in own/ is shown; without one Caddy gets its own for an https address."""
    has_own = all((site.state / "own" / name).exists() for name in OWN_CERTIFICATE)
    shown = (f"tls {' '.join(str(OWN / name) for name in OWN_CERTIFICATE)}",) if has_own else ()
    return gateway.Door(
        address=hosts.public_url,
        directives=shown,
        hosts=hosts.public_host,
        pages=PAGES,
        notices=OWN,
        inner=GATEWAY_INNER,
    )


def databases(
    site: Site, connections: Callable[[str], int] = lambda _: postgres.CONNECTIONS
) -> Iterator[str]:
    """Yield what makes roles and databases, ours and Temporal's."""
    for service in SERVICES:
        yield from postgres.creation(service, site.credentials.postgres[service])
        yield from postgres.bounds(service, connections(service))
    yield f"create role temporal login password '{site.credentials.temporal_database}'"
    for database in TEMPORAL_DATABASES:
        yield f"create database {database} owner temporal"
        yield f"revoke connect on database {database} from public"
    for database in ("postgres", "template1"):
        yield f"revoke connect on database {database} from public"


def schema() -> Iterator[str]:
    """What is there already is only brought up to date."""
    yield "set -eu"
    for database, schema in zip(TEMPORAL_DATABASES, ("temporal", "visibility"), strict=True):
        tool = f"temporal-sql-tool --plugin postgres12 --ep postgres -p 5432 -u temporal --db {database}"
        folder = f"/etc/temporal/schema/postgresql/v12/{schema}/versioned"
        update = f"{tool} update-schema -d {folder}"
        yield f"{update} || {{ {tool} setup-schema -v 0.0; {update}; }}"


def namespace() -> Iterator[str]:
    """What is there already stays as it is."""
    namespaces, attributes = (
        f"temporal operator {noun} --namespace {temporal.NAMESPACE}"
        for noun in ("namespace", "search-attribute")
    )
    yield "set -eu"
    yield f"{namespaces} describe > /dev/null || {namespaces} create --retention {temporal.RETENTION}"
    # The server knows a new namespace everywhere only after some seconds.
    yield f"until {attributes} list > /dev/null; do sleep 1; done"
    for name, kind in temporal.SEARCH_ATTRIBUTES.items():
        yield f"{attributes} list | grep -qw {name} || {attributes} create --name {name} --type {kind}"


def main() -> int:
    """Write into the folder that is named, or beside the embedded stack's state."""
    match sys.argv[1:]:
        case [url] if url.startswith(("https://", "http://")):
            folder = state_folder() / FOLDER
        case [url, place] if url.startswith(("https://", "http://")):
            folder = Path(place).resolve()
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    provide(folder, url.rstrip("/"))
    print(json.dumps({"folder": str(folder), "public_url": url}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
