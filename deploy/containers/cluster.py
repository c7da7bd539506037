"""python -m deploy.containers.cluster: writes what the chart has from the table of processes (`make chart`).

Who runs, with which command, which servers it reaches and what makes more of it is said here, nowhere else:
`deploy/chart/files/processes.json`. How many and how large is said in the chart's values.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from contracts import (
    application,
    archive,
    declaration,
    documents,
    identity,
    notification,
    operations,
    payment,
    review,
)
from contracts.events import LISTENERS
from deploy.containers import provide
from deploy.containers.places import GATEWAY_INNER, Hosts, command
from deploy.local import gateway
from deploy.local.environment import WORKFLOWS, environment
from deploy.local.process import Process
from deploy.local.seaweed_access import OPENS
from deploy.local.services import SERVICES
from deploy.local.site import CHECKOUT, Site
from deploy.local.table import programs
from kit.bus import queue_name

FILES = CHECKOUT / "deploy/chart/files"
# Where an installation of ours alone has its servers: docs/kubernetes.md.
SERVERS = {
    "postgres": "zhicheng-postgres-rw.zhicheng-servers",
    "rabbitmq": "zhicheng-rabbitmq.zhicheng-servers",
    "temporal": "zhicheng-temporal-frontend.zhicheng-servers",
    "s3": "zhicheng-seaweedfs-s3.zhicheng-servers",
}
# A setting's end → the server to which it leads.
LEADS_TO = {
    "DATABASE_URL": "postgres",
    "AMQP_URL": "rabbitmq",
    "TEMPORAL_ADDRESS": "temporal",
    "BLOB_ENDPOINT": "s3",
}
# Programs are told all their servers; these processes of theirs reach some only.
OF_ROLE = {
    "api": ("postgres", "rabbitmq", "s3"),
    "worker": ("postgres", "rabbitmq", "s3", "temporal"),
    "relay": ("postgres", "rabbitmq"),
    "migrate": ("postgres",),
    "intake": ("rabbitmq", "temporal"),
    "codec": (),
    "promote": ("temporal",),
}
OF_PROCESS = {
    "declaration.api": (*OF_ROLE["api"], "temporal"),  # it starts a case and sends it on its way
    "operations.api": (*OF_ROLE["api"], "temporal"),  # it shows a case as the engine has it
    "operations.worker": ("postgres", "temporal"),
    "payment.worker": ("postgres", "s3", "temporal"),
    "workflows.worker": ("temporal",),
}
# Who asks the world: accounts and registers, the payment channel.
ASKS_OUTSIDE = ("identity", "payment")
TASK_QUEUES = {
    **{
        service.TASK_QUEUE: f"{service.TASK_QUEUE}.worker"
        for service in (
            archive,
            declaration,
            documents,
            identity,
            notification,
            operations,
            payment,
            review,
        )
    },
    application.TASK_QUEUE: f"{WORKFLOWS}.worker",
}
RECEIPTS = "sms.receipts"
# What may be away while nothing waits for it: no page waits for payment's worker, only a case that was
# accepted; the codec answers operators. Everything else is waited for by a person at a page.
MAY_REST = ("payment.worker", f"{WORKFLOWS}.codec")
PUBLIC_URL, PUBLIC_HOST = "{$PUBLIC_URL}", "{$PUBLIC_HOST}"  # the gateway reads its own environment
PAGES = Path("/srv/gateway")
CERTIFICATE = Path("/etc/caddy/tls")
DOOR = gateway.Door(
    address=PUBLIC_URL,
    options=("http_port 8080", "https_port 8443"),
    directives=(f"tls {CERTIFICATE / 'tls.crt'} {CERTIFICATE / 'tls.key'}",),
    hosts=PUBLIC_HOST,
    is_named=True,
    pages=PAGES,
    notices=PAGES,
    inner=GATEWAY_INNER,
)


class Cluster(Hosts):
    """The addresses of services in a cluster: names that stand for all pods that are ready."""

    comes_and_goes = True

    def address(self, name: str) -> str:
        """Return host:port; stand-ins for the world are not there, and nobody is told of them."""
        if name in SERVICES:
            return f"{name}-api:{self.of(name)}"
        return f"{SERVERS[name]}:{self.of(name)}" if name in SERVERS else super().address(name)


@dataclass(frozen=True, kw_only=True)
class Placed:
    """What a cluster has to know of a process."""

    program: str
    role: str
    command: tuple[str, ...]
    reaches: tuple[str, ...]
    asks_outside: bool
    listens: bool
    may_rest: bool
    task_queue: str
    event_queues: tuple[str, ...]


def placed(site: Site) -> dict[str, Placed]:
    """Return all processes of ours that a cluster runs; stand-ins for the world are not among them."""
    running = {one.name: _placed(site, one) for one in programs(site) if one.group != "simulators"}
    once = {f"{service}.migrate": _once(site, service, "migrate") for service in SERVICES}
    return {**running, **once, f"{WORKFLOWS}.promote": _once(site, WORKFLOWS, "promote")}


def _placed(site: Site, process: Process) -> Placed:
    program, _, role = process.name.partition(".")
    return Placed(
        program=program,
        role=role,
        command=command(process),
        reaches=_reaches(site, program, role),
        asks_outside=program in ASKS_OUTSIDE and role in {"api", "worker"},
        listens=role in {"api", "codec"},
        may_rest=process.name in MAY_REST,
        task_queue=next((queue for queue, name in TASK_QUEUES.items() if name == process.name), ""),
        event_queues=tuple(_event_queues(process.name)),
    )


def _once(site: Site, program: str, role: str) -> Placed:
    """What runs to its end and is no row of the table."""
    module = program if program == WORKFLOWS else f"services.{program}"
    return Placed(
        program=program,
        role=role,
        command=(module, role),
        reaches=_reaches(site, program, role),
        asks_outside=False,
        listens=False,
        may_rest=True,
        task_queue="",
        event_queues=(),
    )


def _reaches(site: Site, program: str, role: str) -> tuple[str, ...]:
    prefix = f"{program}_".upper()
    told = {name.removeprefix(prefix) for name in environment(site, program)}
    known = {server for setting, server in LEADS_TO.items() if setting in told}
    if program not in OPENS:
        known.discard("s3")
    reached = OF_PROCESS.get(f"{program}.{role}", OF_ROLE[role])
    return tuple(sorted(known & {*reached}))


def _event_queues(name: str) -> Iterator[str]:
    """The queues of the broker from which a process takes what it is told."""
    listeners = {listener for told in LISTENERS.values() for listener in told}
    hears = {f"{WORKFLOWS}.intake": WORKFLOWS, **{f"{service}.worker": service for service in SERVICES}}
    if hears.get(name) in listeners:
        yield queue_name(hears[name])
    if name == "notification.worker":
        yield RECEIPTS


def files() -> Mapping[str, str]:
    """Return the chart's files that are made from the code."""
    with TemporaryDirectory() as folder:
        processes = placed(Site.open(Path(folder), Cluster()))
    return {
        "processes.json": json.dumps({name: asdict(one) for name, one in processes.items()}, indent=1) + "\n",
        "Caddyfile": gateway.caddyfile(DOOR, Cluster()),
        "temporal-namespace.sh": "\n".join(provide.namespace()) + "\n",
        **{page.name: page.read_text(encoding="utf-8") for page in (gateway.UNAVAILABLE, gateway.STATUS)},
    }


if __name__ == "__main__":
    for name, text in files().items():
        (FILES / name).write_text(text, encoding="utf-8")
