"""What `zhicheng release check` looks at."""

import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from cli.surroundings import SERVICES, settings_of
from kit import outbox
from kit.db import Pool, migrated, open_pool, transaction

if TYPE_CHECKING:
    from temporalio.client import Client, WorkflowExecution
    from temporalio.worker import Replayer

    Sampled = tuple[str, WorkflowExecution]

ROOT = Path(__file__).parents[1]
LINTER = Path(sys.executable).parent / "squawk"


@dataclass(frozen=True, kw_only=True)
class Look:
    """One thing that was looked at: what there is, and what is wrong with it."""

    what: str
    told: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


async def looked_at(samples: int) -> list[Look]:
    """Everything, against the servers that the settings name."""
    from kit.temporal import connect
    from workflows.kinds import replayer
    from workflows.settings import Settings

    engine = await connect(settings_of(Settings))
    there = [service for service in SERVICES if _is_set(service)]
    runs = [found async for found in sampled(engine, samples)]
    return [
        await replayed(engine, replayer(engine.data_converter), runs),
        await asked(engine, runs, answered()),
        await _told(there),
        linted(await _pending(there)),
    ]


async def replayed(engine: "Client", replayer: "Replayer", runs: "Sequence[Sampled]") -> Look:
    """Open workflows, run again with this code."""
    faults = []
    for kind, run in runs:
        history = await engine.get_workflow_handle(run.id, run_id=run.run_id).fetch_history()
        result = await replayer.replay_workflow(history, raise_on_replay_failure=False)
        if result.replay_failure is not None:
            faults.append(f"{kind} {run.id}：按新代码重放失败（{result.replay_failure}）")
    kinds = Counter(kind for kind, _ in runs)
    told = tuple(f"{kind} {count}" for kind, count in sorted(kinds.items()))
    return Look(what="重放进行中的流程", told=told, faults=tuple(faults))


async def sampled(engine: "Client", samples: int) -> "AsyncIterator[Sampled]":
    """So many of each kind and status, the newest first. Whoever runs a kind that is gone is one of them."""
    from contracts.application import STATUS_NAMES, TYPE

    ours = f"ExecutionStatus = 'Running' and WorkflowType = '{TYPE}'"
    queries = {f"{TYPE} {name}": f"{ours} and `Status` = '{name}'" for name in STATUS_NAMES.values()}
    for kind, query in queries.items():
        async for run in engine.list_workflows(query, limit=samples):
            yield kind, run
    seen = Counter[str]()
    others = f"ExecutionStatus = 'Running' and WorkflowType != '{TYPE}'"
    async for run in engine.list_workflows(others):
        seen[run.workflow_type] += 1
        if seen[run.workflow_type] <= samples:
            yield run.workflow_type, run


def answered() -> frozenset[str]:
    """The names of all activities that this checkout answers."""
    found = set()
    for module in iter_modules([str(ROOT / "contracts")]):
        for value in vars(import_module(f"contracts.{module.name}")).values():
            if isinstance(value, type):
                found |= set(_activities_of(value))
    return frozenset(found)


def _activities_of(contract: type) -> Iterator[str]:
    for method in vars(contract).values():
        definition = getattr(method, "__temporal_activity_definition", None)
        if definition is not None and definition.name:
            yield definition.name


async def asked(engine: "Client", runs: "Sequence[Sampled]", known: frozenset[str]) -> Look:
    """Activities that they wait for right now: each needs a worker that knows it."""
    waiting = Counter[str]()
    for _, run in runs:
        description = await engine.get_workflow_handle(run.id, run_id=run.run_id).describe()
        pending = description.raw_description.pending_activities
        waiting.update(one.activity_type.name for one in pending)
    return Look(
        what="等待中的活动",
        told=tuple(f"{name} {count}" for name, count in sorted(waiting.items())),
        faults=tuple(
            f"{name}：新代码不再提供，{count} 个流程在等待"
            for name, count in waiting.items()
            if name not in known
        ),
    )


async def _told(services: Sequence[str]) -> Look:
    waiting = Counter[str]()
    for service in services:
        async with _pool(service) as pool, transaction(pool) as conn:
            waiting.update(await outbox.on_their_way(conn))
    return heard(waiting)


def heard(waiting: Counter[str]) -> Look:
    """Events that are on their way, of which each needs a listener."""
    from contracts.events import LISTENERS

    return Look(
        what="尚未送达的事件",
        told=tuple(f"{topic} {count}" for topic, count in sorted(waiting.items())),
        faults=tuple(
            f"{topic}：新代码没有接收者，{count} 个事件未送达"
            for topic, count in waiting.items()
            if topic not in LISTENERS
        ),
    )


async def _pending(services: Sequence[str]) -> list[Path]:
    """The migrations that the databases have not seen."""
    found = []
    for service in services:
        async with _pool(service) as pool, transaction(pool) as conn:
            known = await migrated(conn)
        files = sorted((ROOT / f"services/{service}/migrations").glob("*.sql"))
        found += [file for file in files if file.name[:4] not in known]
    return found


def linted(pending: list[Path]) -> Look:
    """What will be migrated, and whether the version before can go on with it."""
    # As `make expand` names them: what was written before the linter is excluded by its path in the checkout.
    told = tuple(str(file.relative_to(ROOT) if file.is_relative_to(ROOT) else file) for file in pending)
    if not pending:
        return Look(what="待执行的数据库迁移")
    if not LINTER.exists():
        return Look(what="待执行的数据库迁移", told=(*told, "未检查：没有安装 squawk"))
    done = subprocess.run(
        [LINTER, "--config", ROOT / ".squawk.toml", "--reporter", "gcc", *told],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return Look(what="待执行的数据库迁移", told=told, faults=tuple(done.stdout.splitlines()))


def _is_set(service: str) -> bool:
    """Whether the installation that runs has this service; one that is new is told of by its settings."""
    try:
        settings_of(import_module(f"services.{service}.settings").Settings)
    except SystemExit:
        return False
    return True


def _pool(service: str) -> "AbstractAsyncContextManager[Pool]":
    settings: Any = settings_of(import_module(f"services.{service}.settings").Settings)
    return open_pool(settings.database_url.get_secret_value(), size=1)
