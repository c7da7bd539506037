"""RabbitMQ: Debian's broker as a node of our own, with its own name service, cookie, files and ports."""

import shutil
from pathlib import Path

from deploy.local import readiness
from deploy.local.credentials import write_private
from deploy.local.ports import HOST
from deploy.local.process import Process
from deploy.local.site import Site
from deploy.local.surroundings import surroundings

SERVER = "/usr/lib/rabbitmq/bin/rabbitmq-server"
USER = "zhicheng"
# localhost keeps the node's name, and with it its data, when the machine's name changes.
NODE = "zhicheng@localhost"

# What it says of a quorum queue whose only member could not write, ended, and is not begun again before the
# node is: whoever wants to consume from it is answered INTERNAL_ERROR for ever.
LEADERLESS = "{badmatch,{error,noproc}}"
# What it says when its write-ahead log ended, for want of room or otherwise. The log is begun again within
# moments, and what is written then lacks what was on its way before: with this gap (corrupt_log) the queue is
# lost at the next start of the node. A node that ends at once has lost only what it confirmed to nobody.
TORN = "initial call: ra_log_wal:init/1"
# What our processes count on, wherever the broker runs.
ANYWHERE: dict[str, str | int] = {
    # A listener may wait for a server that is away for hours, with its messages unacknowledged.
    "consumer_timeout": 10 * 365 * 24 * 3600 * 1000,
}


def url(site: Site) -> str:
    """Return the address under which everybody reaches the broker."""
    return f"amqp://{USER}:{site.credentials.rabbitmq}@{site.ports.address('rabbitmq')}/"


def prepare(site: Site) -> None:
    """Write the node's configuration."""
    home = site.folder("rabbitmq")
    (home / "enabled_plugins").write_text("[rabbitmq_management].\n")
    settings = {
        "listeners.tcp.1": site.ports.address("rabbitmq"),
        "management.tcp.ip": HOST,
        "management.tcp.port": site.ports.of("rabbitmq-ui"),
        "default_user": USER,
        "default_pass": site.credentials.rabbitmq,
        "log.console": "true",
        "log.console.level": "warning",
        "log.file": "false",
        "vm_memory_high_watermark.absolute": "512MiB",
        "disk_free_limit.absolute": "200MB",
        **ANYWHERE,
        # What the node may hold of quorum queues in memory before it writes them out; 512 MiB by default.
        "raft.wal_max_size_bytes": 32 * 1024 * 1024,
        "collect_statistics_interval": 10_000,
    }
    lines = (f"{name} = {value}\n" for name, value in settings.items())
    write_private(home / "rabbitmq.conf", "".join(lines))


def processes(site: Site) -> tuple[Process, ...]:
    """Describe the name service and the node."""
    home = site.folder("rabbitmq")
    epmd = shutil.which("epmd") or "epmd"
    own = {**surroundings(site, "rabbitmq"), "ERL_EPMD_PORT": str(site.ports.of("epmd"))}
    return (
        Process(
            name="epmd",
            group="servers",
            command=(epmd, "-address", HOST),
            folder=home,
            ready=readiness.succeeds(epmd, "-port", str(site.ports.of("epmd")), "-names"),
            environment=own,
            grace_seconds=2,
        ),
        Process(
            name="rabbitmq",
            group="servers",
            command=(SERVER,),
            folder=home,
            ready=readiness.tcp(site.ports.of("rabbitmq"), site.ports.of("rabbitmq-ui")),
            environment={**own, **_node(site, home)},
            grace_seconds=20,
            says_when_stuck=LEADERLESS,
            says_when_torn=TORN,
        ),
    )


def _node(site: Site, home: Path) -> dict[str, str]:
    return {
        "RABBITMQ_NODENAME": NODE,
        "RABBITMQ_DIST_PORT": str(site.ports.of("rabbitmq-dist")),
        "RABBITMQ_CONF_ENV_FILE": str(home / "no-system-settings"),
        "RABBITMQ_CONFIG_FILE": str(home / "rabbitmq.conf"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(home / "no-advanced-settings.config"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(home / "enabled_plugins"),
        "RABBITMQ_MNESIA_BASE": str(home / "mnesia"),
        "RABBITMQ_LOG_BASE": str(home / "log"),
        "RABBITMQ_GENERATED_CONFIG_DIR": str(home / "generated"),
        "RABBITMQ_LOG": "warning,-color",
        "RABBITMQ_PID_FILE": str(home / "node.pid"),
        # One scheduler on no particular core: small, and not in the way of the other servers.
        "RABBITMQ_SCHEDULER_BIND_TYPE": "u",
        "RABBITMQ_MAX_NUMBER_OF_PROCESSES": "65536",
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": (
            "+S 1:1 +SDcpu 1:1 -start_epmd false -kernel inet_dist_use_interface {127,0,0,1}"
        ),
        # The script then becomes the node instead of waiting for it, so that the pid is the node's.
        "RUNNING_UNDER_SYSTEMD": "true",
    }
