import os
import socket
from collections.abc import Iterator

import pytest

from deploy.local.ports import FREE_BASES, Ports, _settings, free_port_base
from deploy.local.stack import PortsTaken

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def ports() -> Ports:
    return Ports(free_port_base())


@pytest.fixture
def somebody(ports: Ports) -> Iterator[socket.socket]:
    """Somebody listens where PostgreSQL should."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", ports.of("postgres")))
        listening.listen()
        yield listening


def test_a_taken_port_is_told_by_name_and_holder(ports: Ports, somebody: socket.socket) -> None:
    (taken,) = ports.taken()

    assert (taken.name, taken.port) == ("postgres", ports.of("postgres"))
    assert f"process {os.getpid()}: " in str(taken)
    told = str(PortsTaken([taken]))
    assert f"port {taken.port} (postgres) is taken by process {os.getpid()}" in told
    assert "ZHICHENG_PORT_BASE=" in told


def test_a_port_that_nobody_asks_for_may_be_taken(ports: Ports, somebody: socket.socket) -> None:
    assert ports.taken(["gateway", "temporal"]) == ()


def test_a_base_with_a_taken_port_is_not_free(
    ports: Ports, somebody: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deploy.local.ports._reserve", lambda _: True)
    assert free_port_base() != ports.base


def test_a_base_is_given_once_also_before_anybody_listens(ports: Ports) -> None:
    assert free_port_base() != ports.base


def test_the_environment_chooses_the_base(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHICHENG_PORT_BASE", "31000")
    assert Ports.chosen().url("gateway") == "http://127.0.0.1:31000"
    monkeypatch.delenv("ZHICHENG_PORT_BASE")
    assert Ports.chosen().base == _settings()[0]


def test_no_two_names_share_a_port_and_two_free_bases_never_meet() -> None:
    offsets = _settings()[1].values()

    assert len(set(offsets)) == len(offsets)
    assert max(offsets) < FREE_BASES.step
