"""Makes a backup while everybody works. The order of the parts is what makes them fit together.

First the workflows, then the databases, the objects last. A workflow that is behind the databases is told
again what they know and takes each fact once; one that is ahead believes in what nobody has any more. A row
that refers to an object finds it, for objects are there before their rows and outlive them; one without a
row harms nobody.
"""

import asyncio
import shutil
import subprocess
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg

from deploy.backup import databases, engine, objects
from deploy.backup.folder import FORM, NAME, Manifest, sealed_into
from deploy.local import postgres
from deploy.local.services import SERVICES
from deploy.local.site import Site
from deploy.local.stack import Stack
from kit.clock import now
from workflows.version import version_of

SECRETS = "secrets"
KEPT = ("secrets.json", "cities", "calendar")
NEEDED = ("postgres", "temporal", "seaweed")


class NotMade(Exception):
    """There is no backup, and why."""


def make(stack: Stack, folder: Path, ring: str = "") -> Manifest:
    """Back up this stack into a new folder."""
    if folder.exists():
        raise NotMade(f"{folder} is there already")
    if away := [name for name in NEEDED if not stack.is_ready(name)]:
        raise NotMade(
            f"{', '.join(away)}: no answer; a backup is made of servers that run (make up T=servers)"
        )
    folder.mkdir(mode=0o700, parents=True)
    try:
        return _make(stack.site, folder, ring)
    except subprocess.CalledProcessError as error:
        raise NotMade(f"{error}\n{error.stderr}") from error
    finally:
        if not (folder / NAME).exists():
            shutil.rmtree(folder)


def _make(site: Site, folder: Path, ring: str) -> Manifest:
    moments = {"begun": now()}
    with TemporaryDirectory(prefix="making-", dir=folder) as name:
        plain = Path(name)
        moments["workflows"] = now()  # no later than this it knows everything that was acknowledged before
        engine.back_up(site, plain / engine.FOLDER)
        databases.back_up(site, plain / databases.FOLDER)
        moments["databases"] = now()
        found = objects.back_up(site, plain / objects.FOLDER)
        moments["objects"] = now()
        if ring:
            _keep_secrets(site, plain / SECRETS)
        counts, versions = asyncio.run(_counted(site))
        counts |= {"workflows": engine.executions(plain / engine.FOLDER), **found}
        files = sealed_into(folder, plain, ring)
    manifest = Manifest(form=FORM, moments=moments, versions=versions, counts=counts, files=files)
    manifest.write(folder)
    return manifest


def _keep_secrets(site: Site, target: Path) -> None:
    """Keep what the data cannot be read without. Only ever encrypted."""
    target.mkdir()
    with tarfile.open(target / "secrets.tar", "w") as tar:
        for name in KEPT:
            if (site.state / name).exists():
                tar.add(site.state / name, name)


async def _counted(site: Site) -> tuple[dict[str, int], dict[str, str]]:
    """Return how much there is, and which schema each service's database has."""
    counts, versions = {}, {"workflows": version_of("").build_id}
    for service in SERVICES:
        connection = await asyncpg.connect(postgres.url(site, service))
        try:
            versions[service] = await connection.fetchval("select max(version) from schema_migrations") or ""
            tables = "select count(*) from information_schema.tables where table_schema = 'public'"
            counts[f"{service}.tables"] = await connection.fetchval(tables)
            counts[f"{service}.events"] = await connection.fetchval("select count(*) from outbox")
        finally:
            await connection.close()
    return counts, versions
