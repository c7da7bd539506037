"""python -m deploy.containers.cluster_secrets SIZE URL [FOLDER]: writes Secrets, for `kubectl apply`.

SIZE is city, province or country: so many connections may the services hold.

What we make ourselves is made once and kept beside, in secrets.json. What was agreed with others (the
payment channel, the provider of accounts, the registers) is said in own/<program>.env, and so is a server
that is elsewhere.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path

from dotenv import dotenv_values

from deploy.containers import provide
from deploy.containers.capacity import SIZES, Size, connections
from deploy.containers.cluster import Cluster
from deploy.local import rabbitmq
from deploy.local.credentials import write_private
from deploy.local.environment import WORKFLOWS, environment
from deploy.local.seaweed_access import OPERATOR, identities
from deploy.local.services import SERVICES
from deploy.local.site import Site, state_folder

FOLDER = "cluster"
OURS, SERVERS = "zhicheng", "zhicheng-servers"  # the two namespaces
PROGRAMS = (*SERVICES, WORKFLOWS)
# What the chart tells every program: places and addresses, no secrets.
TOLD = frozenset(
    """
    HOST PORT METRICS_PORT TEMPORAL_METRICS_PORT TRACES_URL READY_FILE LOG_FORMAT
    GATEWAYS PUBLIC_URL CITIES CALENDAR_YEARS
    TEMPORAL_ADDRESS TEMPORAL_NAMESPACE BLOB_ENDPOINT BLOB_SECURE BLOB_BUCKET_PREFIX
    BUILD_ID TEMPORAL_UI_URL IS_CURRENT
    """.split()  # noqa: SIM905 - a list to be read
)
# What was agreed with somebody outside, of whom the embedded stack has stand-ins.
AGREED = {
    "identity": ("OPENID_", "REGISTERS_"),
    "payment": ("APP_ID", "CHANNEL_", "MERCHANT_", "PAYEE"),
}


class Incomplete(Exception):
    """Settings are missing that nobody but the operator knows."""


def secret(site: Site, program: str) -> dict[str, str]:
    """Return what a program's Secret holds."""
    prefix = f"{program}_".upper()
    agreed = tuple(f"{prefix}{name}" for name in AGREED.get(program, ()))
    made = {
        name: value
        for name, value in environment(site, program).items()
        if name.removeprefix(prefix) not in TOLD and not name.startswith(agreed or " ")
    }
    own = dotenv_values(site.state / "own" / f"{program}.env", interpolate=False)
    values = made | {name: value for name, value in own.items() if value is not None}
    missing = sorted(set(_required(program)) - values.keys() - {f"{prefix}{name}" for name in TOLD})
    if missing:
        raise Incomplete(f"own/{program}.env lacks {' '.join(missing)} (.env.example tells what they are)")
    return values


def _required(program: str) -> Iterator[str]:
    module = program if program == WORKFLOWS else f"services.{program}"
    kind = import_module(f"{module}.settings").Settings
    for name, field in kind.model_fields.items():
        if field.is_required():
            yield f"{program}_{name}".upper()


def secrets(site: Site) -> Iterator[dict[str, object]]:
    """Yield all Secrets: the programs', and those by which the servers know us."""
    for program in PROGRAMS:
        yield _secret(OURS, f"zhicheng-{program}", secret(site, program))
    operator = site.credentials.s3[OPERATOR]
    keys = {"BUCKETS_ACCESS_KEY": operator.access, "BUCKETS_SECRET_KEY": operator.secret}
    yield _secret(OURS, "zhicheng-buckets", keys)
    for name, values in {
        "zhicheng-rabbitmq-user": {"username": rabbitmq.USER, "password": site.credentials.rabbitmq},
        "zhicheng-temporal-database": {"password": site.credentials.temporal_database},
        "zhicheng-s3": {
            "seaweedfs_s3_config": identities(site.credentials),
            "WEED_S3_SSE_KEK": site.credentials.s3_encryption_key,
        },
    }.items():
        yield _secret(SERVERS, name, values)


def _secret(namespace: str, name: str, values: Mapping[str, str]) -> dict[str, object]:
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": name, "namespace": namespace, "labels": {"app.kubernetes.io/part-of": OURS}},
        "stringData": dict(values),
    }


def write(folder: Path, public_url: str, size: Size) -> None:
    """Write the Secrets, and what makes roles and databases."""
    site = Site.open(folder, Cluster(public_url=public_url))
    (folder / "own").mkdir(exist_ok=True)
    everything = {"apiVersion": "v1", "kind": "List", "items": list(secrets(site))}
    write_private(folder / "apply.json", json.dumps(everything, indent=1, ensure_ascii=False))
    statements = (f"{statement};\n" for statement in provide.databases(site, partial(connections, size)))
    write_private(folder / "databases.sql", "".join(statements))


def main() -> int:
    """Write into the folder that is named, or beside the embedded stack's state."""
    sizes = {one.title: one for one in SIZES}
    match sys.argv[1:]:
        case [size, url, *place] if size in sizes and url.startswith("https://") and not place[1:]:
            folder = Path(place[0]).resolve() if place else state_folder() / FOLDER
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    try:
        write(folder, url.rstrip("/"), sizes[size])
    except Incomplete as failure:
        print(failure, file=sys.stderr)
        return 1
    print(json.dumps({"folder": str(folder), "public_url": url}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
