"""Which port is whose, and who sits on a port that is taken."""

import os
import socket
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

import psutil

SETTINGS = Path(__file__).with_name("ports.toml")
HOST = "127.0.0.1"
# Below the ports that Linux gives to outgoing connections.
FREE_BASES = range(27000, 32700, 50)
_reservations: list[socket.socket] = []


@cache
def _settings() -> tuple[int, Mapping[str, int], tuple[int, ...]]:
    settings = tomllib.loads(SETTINGS.read_text())
    return settings["base"], MappingProxyType(settings["offsets"]), tuple(settings["further"])


@dataclass(frozen=True)
class Taken:
    """A port that somebody else listens on."""

    name: str
    port: int
    holder: str

    def __str__(self) -> str:
        """Tell name, number and holder."""
        return f"port {self.port} ({self.name}) is taken by {self.holder}"


@dataclass(frozen=True)
class Ports:
    """The ports of one stack; those that run several times have further ones, as many as there are."""

    base: int
    further: tuple[str, ...] = ()
    comes_and_goes: ClassVar[bool] = False  # an address stands for as many as there are at the moment

    @classmethod
    def chosen(cls) -> "Ports":
        """Return the ports that the environment or the settings file names."""
        return cls(int(os.environ.get("ZHICHENG_PORT_BASE") or _settings()[0]))

    @staticmethod
    def room() -> int:
        """Return how many find a port besides those that everybody knows."""
        return len(_settings()[2])

    def of(self, name: str) -> int:
        """Return the port with this name."""
        _, offsets, further = _settings()
        return self.base + (offsets[name] if name in offsets else further[self.further.index(name)])

    def address(self, name: str) -> str:
        """Return host:port."""
        return f"{HOST}:{self.of(name)}"

    def addresses(self, name: str) -> tuple[str, ...]:
        """Return host:port of each that serves under this name, the first one's own first."""
        return tuple(map(self.address, (name, *self._further(name))))

    def shared(self, name: str) -> tuple[str, ...]:
        """Return host:port of each behind a port of this name that the gateway takes for all of them."""
        return tuple(map(self.address, self._further(name)))

    def _further(self, name: str) -> Iterator[str]:
        return (one for one in self.further if one.rpartition(".")[0] == name)

    def url(self, name: str) -> str:
        """Return the address as a URL."""
        return f"http://{self.address(name)}"

    def taken(self, names: Iterable[str] | None = None) -> tuple[Taken, ...]:
        """Return those of the ports that somebody listens on, all ports unless told which."""
        wanted = {name: self.of(name) for name in (names or (*_settings()[1], *self.further))}
        busy = {name: port for name, port in wanted.items() if not _is_free(port)}
        holders = dict(_holders(frozenset(busy.values()))) if busy else {}
        return tuple(
            Taken(name, port, holders.get(port, "a process of another user")) for name, port in busy.items()
        )


def free_port_base() -> int:
    """Return a base whose ports are all free now; no other process is given it while this one lives."""
    first = os.getpid() % len(FREE_BASES)
    bases: list[int] = [*FREE_BASES[first:], *FREE_BASES[:first]]
    for base in bases:
        if all(_is_free(base + offset) for offset in _offsets()) and _reserve(base):
            return base
    raise OSError(f"no free block of ports in {FREE_BASES.start}-{FREE_BASES.stop}")


def _offsets() -> Iterator[int]:
    _, offsets, further = _settings()
    yield from (*offsets.values(), *further)


def _reserve(base: int) -> bool:
    """Keep a name that the system lets one process have and takes back from the dead."""
    name = socket.socket(socket.AF_UNIX)
    try:
        name.bind(f"\0zhicheng-ports-{base}")
    except OSError:
        name.close()
        return False
    _reservations.append(name)
    return True


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _holders(ports: frozenset[int]) -> Iterator[tuple[int, str]]:
    for connection in psutil.net_connections("tcp"):
        if connection.status != psutil.CONN_LISTEN or not connection.laddr or connection.pid is None:
            continue
        if connection.laddr.port in ports:
            yield connection.laddr.port, _describe(connection.pid)


def _describe(pid: int) -> str:
    try:
        command = " ".join(psutil.Process(pid).cmdline())
    except psutil.Error:
        return f"process {pid}"
    return f"process {pid}: {command[:80]}"
