"""What is the same of a process wherever it runs in a container: image, command, places, hosts and ports."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import urlsplit

from deploy.local.environment import SIMULATORS, WORKFLOWS
from deploy.local.ports import Ports
from deploy.local.process import Process
from deploy.local.services import SERVICES

IMAGE = "zhicheng"
SIMULATORS_IMAGE = "zhicheng-simulators"
CITIES = "/srv/zhicheng/cities"
CALENDAR = "/srv/zhicheng/calendar"
RUN = "/run/zhicheng"  # in memory: what lies there ends with the container's life
PORT = 8080
GATEWAY_INNER = "127.0.0.1:8079"  # in its own container only
METRICS_PORT, TEMPORAL_METRICS_PORT = 9464, 9465
# Where the gateway and the pages meet: the one network whose word about a sender is believed.
FRONT = "172.30.99.0/24"
SERVERS = {"postgres": 5432, "rabbitmq": 5672, "temporal": 7233, "s3": 8333}
# Only the operators' own machine reaches these two.
TEMPORAL_UI = "http://127.0.0.1:8233"
CODEC = "http://127.0.0.1:8234"


def image(process: Process) -> str:
    """Return whose image it is: where cases are real, stand-ins are not even there."""
    return SIMULATORS_IMAGE if process.group == "simulators" else IMAGE


def host(process: Process) -> str:
    """Return the name under which others find a process; a host's name has no underscore."""
    return process.name.replace("_", "-")


def command(process: Process) -> tuple[str, ...]:
    """Return what follows `python -m`, or the whole command of what is no Python."""
    program, *words = process.command
    if PurePath(program).name == "node":
        [script] = words
        return "node", f"deploy/simulators/{PurePath(script).parent.name}/{PurePath(script).name}"
    return tuple(words[1:])


@dataclass(frozen=True)
class Hosts(Ports):
    """The addresses of containers, where each process has a host of its own, and the public one."""

    base: int = 0
    public_url: str = "http://localhost"

    def of(self, name: str) -> int:
        """Return the port on which a process of this name listens."""
        return SERVERS.get(name, PORT)

    def address(self, name: str) -> str:
        """Return host:port."""
        return f"{_hosts()[name]}:{self.of(name)}"

    def url(self, name: str) -> str:
        """Return the address as whoever uses it writes it; the gateway's and the operators' is a browser."""
        seen = {"gateway": self.public_url, "temporal-ui": TEMPORAL_UI, "codec": CODEC}
        return seen.get(name) or super().url(name)

    @property
    def public_host(self) -> str:
        """Return the host's name in the public address."""
        return urlsplit(self.public_url).hostname or "localhost"


def _hosts() -> dict[str, str]:
    return {
        **dict(_themselves(("postgres", "rabbitmq", "temporal"))),
        "s3": "seaweed",
        **{service: f"{service}.api" for service in SERVICES},
        **dict(_themselves(name.replace("_", "-") for name in SIMULATORS)),
        "codec": f"{WORKFLOWS}.codec",
    }


def _themselves(names: Iterable[str]) -> Iterable[tuple[str, str]]:
    return ((name, name) for name in names)
