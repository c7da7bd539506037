"""Puts a backup in the place of what a stack has, and has the platform reconcile what its parts disagree on.

The outside world does not go back: the payment channel and the SMS centre remember what they did. The broker
begins empty: what it held is in the outboxes of the databases, and is told again.
"""

import asyncio
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from time import monotonic

import aio_pika
import asyncpg

from deploy.backup import databases, engine, making, objects, verifying
from deploy.backup.folder import Manifest, opened
from deploy.backup.moments import TAKING_BACK, moment_of
from deploy.local import postgres, rabbitmq
from deploy.local.migrations import migrate
from deploy.local.services import SERVICES
from deploy.local.site import CHECKOUT, Site
from deploy.local.stack import Stack
from deploy.local.surroundings import surroundings
from deploy.setup.progress import Progress
from kit.bus import queue_name
from workflows.intake import NAME

RELAYS = (*(f"{service}.relay" for service in SERVICES), "workflows.intake")
PUT_BACK = ("postgres", "rabbitmq", "temporal", "seaweed")
TOLD_SECONDS = 600
NO = 1  # how the command ends that found something which it could not mend
LEFT = "everything runs again; what is named above needs somebody (docs/runbook/restore.md)"


class NotRestored(Exception):
    """The backup does not fit here, or a step did not succeed; the same command begins anew."""


class NotLevel(Exception):
    """All is back and runs; what the parts disagree on still, and was named, needs somebody."""


def restore(
    stack: Stack,
    folder: Path,
    ring: str = "",
    *,
    since: datetime | None = None,
    say: Callable[[str], None] = print,
) -> None:
    """Replace all data of this stack by a backup's. Begun again it begins from the start."""
    progress, site = Progress(), stack.site
    with progress.step("verifying the backup"):
        if found := verifying.verify(folder, ring):
            raise NotRestored("\n".join(found))
    manifest = Manifest.read(folder)
    _refuse_newer(manifest)
    with opened(folder, manifest, ring, below=site.folder("run")) as clear, aside_of(site) as aside:
        keep_newer(stack, clear, aside, progress)
        stack.down(progress=progress)
        with progress.step("putting databases and workflows back"):
            _put_back(site, clear)
        stack = Stack.at(site.state, site.ports.base, durable=site.durable)  # its secrets may be others now
        stack.up(only=("servers",), progress=progress)
        with progress.step("putting objects back"):
            for kept in (clear, *kept_aside(aside)):
                objects.put_back(kept / objects.FOLDER, stack.site)
    migrate(stack.site, SERVICES, progress)
    moments = _moments(manifest) | ({"--held-since": since} if since else {})
    words = (word for name, at in moments.items() for word in (name, at.isoformat()))
    say(_command(stack.site, "prepare", *words)[1])
    stack.up(only=RELAYS, progress=progress)
    with progress.step("telling again what the workflows may not have heard"):
        asyncio.run(_until_told(stack.site))
    stack.up(progress=progress)
    is_level, said = _command(stack.site, "reconcile", may_say_no=True)
    say(said)
    if not is_level:
        raise NotLevel(LEFT)


def _refuse_newer(manifest: Manifest) -> None:
    """Refuse data of a newer version than this checkout: nothing leads back."""
    for service in SERVICES:
        known = max(path.name[:4] for path in (CHECKOUT / f"services/{service}/migrations").glob("*.sql"))
        if manifest.versions[service] > known:
            raise NotRestored(f"{service}: the backup's schema is {manifest.versions[service]}, ours {known}")


@contextmanager
def aside_of(site: Site) -> Iterator[Path]:
    """Where what must not go back lies until it is back in the store, over restores that end before that."""
    yield site.folder("aside")
    shutil.rmtree(site.folder("aside"))


def kept_aside(aside: Path) -> list[Path]:
    """What each restore kept that got so far, this one's last."""
    return sorted(aside.glob("[0-9]*"))


def keep_newer(stack: Stack, clear: Path, aside: Path, progress: Progress) -> None:
    """Keep what was locked since, out of the store as it is: the one thing that must not go back.

    A restore that ended in the middle has emptied the store; what it kept stays beside what is kept now.
    """
    if not (stack.site.state / "seaweed/data").exists():
        return
    stack.up(only=("seaweed",), progress=progress)
    with progress.step("keeping what was sealed after the backup"):
        begun, done = aside / "begun", aside / f"{len(kept_aside(aside)):03d}"
        shutil.rmtree(begun, ignore_errors=True)
        begun.mkdir()
        objects.keep_newer(stack.site, clear / objects.FOLDER, begun / objects.FOLDER)
        begun.rename(done)


def _moments(manifest: Manifest) -> dict[str, datetime]:
    """Until when the parts know everything: what `prepare` is told."""
    at = {service: moment_of(manifest, service) for service in SERVICES}
    since = min(at[service] for service in TAKING_BACK)
    told = manifest.moments["workflows"]
    return {"--since": since, "--told-since": told, "--again-since": min(at.values())}


def _put_back(site: Site, clear: Path) -> None:
    secrets = clear / making.SECRETS / "secrets.tar"
    if secrets.exists():
        command = [databases.TAR, "-xf", str(secrets), "-C", str(site.state), "--no-same-owner"]
        subprocess.run(command, check=True)
    for name in PUT_BACK:
        shutil.rmtree(site.state / name, ignore_errors=True)
        shutil.rmtree(site.data(name), ignore_errors=True)
    data = postgres.data_folder(site)
    site.data("postgres")
    databases.unpack(clear / databases.FOLDER, data)
    engine.put_back(clear / engine.FOLDER, site)


def _command(site: Site, *words: str, may_say_no: bool = False) -> tuple[bool, str]:
    """Whether it found all to be well, and what it said."""
    done = subprocess.run(
        [str(site.programs / "python"), "-m", "cli", "restore", *words],
        cwd=site.checkout,
        env={**surroundings(site, "home"), "ZHICHENG_ENV_FILE": str(site.state / "env")},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode not in ((0, NO) if may_say_no else (0,)):
        raise NotRestored(f"zhicheng restore {words[0]} ended with {done.returncode}:\n{done.stdout}")
    return not done.returncode, done.stdout


async def _until_told(site: Site) -> None:
    """Wait until nothing is on its way to the workflows: only then may their clocks run."""
    until = monotonic() + TOLD_SECONDS
    while await _unsent(site) or await _queued(site):
        if monotonic() > until:
            raise NotRestored("events wait and are not taken: make logs T=workflows.intake")
        await asyncio.sleep(0.5)


async def _unsent(site: Site) -> int:
    found = 0
    for service in SERVICES:
        connection = await asyncpg.connect(postgres.url(site, service))
        try:
            found += await connection.fetchval("select count(*) from outbox where sent_at is null")
        finally:
            await connection.close()
    return found


async def _queued(site: Site) -> int:
    async with await aio_pika.connect(rabbitmq.url(site)) as connection:
        channel = await connection.channel()
        queue = await channel.declare_queue(queue_name(NAME), passive=True)
        return queue.declaration_result.message_count or 0
