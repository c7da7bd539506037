"""What contracts promise is kept: activities implemented, queues served, events told and heard."""

import inspect
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from temporalio import activity

from deploy.local.ports import Ports
from deploy.local.services import SERVICES
from deploy.local.site import Site
from deploy.local.table import table
from tests.architecture.tree import Source, python, read

CONTRACTS = tuple(source.module for source in python("contracts"))
DEFINITION = "__temporal_activity_definition"


def promised(kind: type) -> dict[str, Any]:
    """The activities of a contract: method name → method."""
    return {name: method for name, method in vars(kind).items() if hasattr(method, DEFINITION)}


def contracts_of(service: str) -> list[type]:
    """The classes in contracts that have the service's activities: one, or one more for a subject."""
    found: list[type] = [
        kind
        for module in CONTRACTS
        for kind in vars(import_module(module)).values()
        if isinstance(kind, type) and kind.__module__ == module and _is_of(service, kind)
    ]
    assert found
    return found


def _is_of(service: str, kind: type) -> bool:
    wires = (getattr(method, DEFINITION).name for method in promised(kind).values())
    return any(wire.startswith(f"{service}.") for wire in wires)


def broken_promises(contracts: Sequence[type], service: str, implementation: type) -> list[str]:
    """What a service does otherwise than its contracts say."""
    found = [f"{implementation} is no {one}" for one in contracts if not issubclass(implementation, one)]
    promises = {name: method for one in contracts for name, method in promised(one).items()}
    for name, promise in promises.items():
        wire = getattr(promise, DEFINITION).name
        done = vars(implementation).get(name)
        if wire != f"{service}.{name}":
            found.append(f"{wire} should be called {service}.{name}")
        if done is None or not hasattr(done, DEFINITION):
            found.append(f"{wire} is not implemented")
        elif getattr(done, DEFINITION).name != wire:
            found.append(f"{wire} is implemented as {getattr(done, DEFINITION).name}")
        elif inspect.signature(done) != inspect.signature(promise):
            found.append(f"{wire}: {inspect.signature(promise)} ≠ {inspect.signature(done)}")
    extra = promised(implementation).keys() - promises.keys()
    return found + [f"{service}.{name} is promised nowhere" for name in sorted(extra)]


@pytest.mark.parametrize("service", SERVICES)
def test_every_activity_is_implemented_as_promised(service: str) -> None:
    implementation = import_module(f"services.{service}.activities").Activities
    assert not broken_promises(contracts_of(service), service, implementation)


def test_broken_promises_are_caught() -> None:
    class Promise:
        @activity.defn(name="fees.ask")
        async def ask(self, number: int) -> None: ...

        @activity.defn(name="fees.close")
        async def close(self, number: int) -> None: ...

        @activity.defn(name="fees.note")
        async def note(self, number: int) -> None: ...

    class Doing(Promise):
        @activity.defn(name="fees.ask")
        async def ask(self, number: object) -> None: ...

        @activity.defn(name="fees.shut")
        async def close(self, number: int) -> None: ...

        @activity.defn(name="fees.more")
        async def more(self, number: int) -> None: ...

    found = broken_promises([Promise], "fees", Doing)
    assert [line.split()[0].strip(":") for line in found] == [
        "fees.ask",
        "fees.close",
        "fees.note",
        "fees.more",
    ]


def queues() -> dict[str, str]:
    """Contract module → its task queue."""
    modules = {name: import_module(name) for name in CONTRACTS}
    return {name: module.TASK_QUEUE for name, module in modules.items() if hasattr(module, "TASK_QUEUE")}


def unserved(module: str, queue: str, main: Source, processes: frozenset[str]) -> list[str]:
    """What is missing for a task queue to be served."""
    served = [
        main.meant(argument)
        for call in main.calls
        if main.meant(call.func) == "kit.temporal.run_worker"
        for argument in call.args
    ]
    found = [] if f"{module}.TASK_QUEUE" in served else [f"{main.path}: no worker serves {module}.TASK_QUEUE"]
    return found + ([] if f"{queue}.worker" in processes else [f"deploy/local/table.py: no {queue}.worker"])


@pytest.fixture(scope="module")
def processes(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    site = Site.open(tmp_path_factory.mktemp("site"), Ports(27000))
    return frozenset(process.name for process in table(site))


@pytest.mark.parametrize("module", queues())
def test_every_task_queue_has_a_worker(module: str, processes: frozenset[str]) -> None:
    queue = queues()[module]
    folder = queue if queue == "workflows" else f"services/{queue}"
    assert not unserved(module, queue, read(f"{folder}/__main__.py"), processes)


def test_a_queue_that_nobody_serves_is_caught() -> None:
    main = "from contracts.review import TASK_QUEUE\nfrom kit import temporal\n"
    served = Source("services/fees/__main__.py", f"{main}temporal.run_worker(client, TASK_QUEUE)\n")
    idle = Source("services/fees/__main__.py", main)
    both = frozenset({"review.worker", "workflows.worker"})
    assert not unserved("contracts.review", "review", served, both)
    assert len(unserved("contracts.review", "review", idle, frozenset({"workflows.worker"}))) == 2


def missing_roles(main: Source, service: str, processes: frozenset[str]) -> list[str]:
    """Processes of a service that the stack does not run, and a relay that would find no listeners."""
    found = [
        f"no {service}.{role}" for role in ("api", "worker", "relay") if f"{service}.{role}" not in processes
    ]
    begun = [call for call in main.calls if main.meant(call.func) == "kit.process.service"]
    given = {main.meant(argument) for call in begun for argument in call.args}
    told = "contracts.events.LISTENERS" in given
    return found + ([] if told else [f"{main.path}: process.service(…, LISTENERS) is missing"])


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_runs_with_its_api_and_its_relay(service: str, processes: frozenset[str]) -> None:
    assert not missing_roles(read(f"services/{service}/__main__.py"), service, processes)


def test_a_service_without_a_relay_is_caught() -> None:
    main = Source("services/fees/__main__.py", "from kit import process\nprocess.service('fees', Settings)\n")
    found = missing_roles(main, "fees", frozenset({"fees.api", "fees.worker"}))
    assert found == ["no fees.relay", "services/fees/__main__.py: process.service(…, LISTENERS) is missing"]


def test_the_stack_knows_every_service() -> None:
    folders = {Path(source.path).parts[1] for source in python("services") if source.path.count("/") > 1}
    assert folders == set(SERVICES)
