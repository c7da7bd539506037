"""Checks a backup without the stack: its files, its databases on a server of their own, its objects."""

import asyncio
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import asyncpg

from deploy.backup import databases, engine, objects
from deploy.backup.folder import Manifest, faults_of, opened
from deploy.buckets import CASES
from deploy.local import postgres
from deploy.local.services import SERVICES

ADDRESSED = 64  # the length of a SHA-256 in hexadecimal: what lies under one is what it says, or damaged

Stored = dict[tuple[str, str], set[str]]


def verify(folder: Path, ring: str = "") -> list[str]:
    """Return everything that is wrong with a backup."""
    manifest = Manifest.read(folder)
    if found := list(faults_of(folder, manifest)):
        return found
    with opened(folder, manifest, ring) as clear:
        stored: Stored = {}
        for bucket, key, digest in objects.read(clear / objects.FOLDER):
            stored.setdefault((bucket, key), set()).add(digest)
        found += _misnamed(stored)
        found += engine.faults_of(clear / engine.FOLDER)
        try:
            with databases.served(clear / databases.FOLDER) as socket:
                found += asyncio.run(_of_databases(socket, manifest, stored))
        except (OSError, subprocess.SubprocessError) as error:
            found.append(f"{databases.FOLDER}: no server starts on it: {error}")
    return found


def _misnamed(stored: Stored) -> Iterator[str]:
    """Tell of sealed sections that are no longer what their name says, in no version."""
    for (bucket, key), digests in stored.items():
        name = key.rpartition("/")[2]
        if bucket == CASES and len(name) == ADDRESSED and name not in digests:
            yield f"{bucket}/{key}: damaged"


async def _of_databases(socket: str, manifest: Manifest, stored: Stored) -> list[str]:
    found = []
    for service in SERVICES:
        connection = await asyncpg.connect(host=socket, user=postgres.SUPERUSER, database=service)
        try:
            schema = await connection.fetchval("select max(version) from schema_migrations") or ""
            events = await connection.fetchval("select count(*) from outbox")
            if service == "declaration":
                rows = await connection.fetch("select id, sections from declarations")
                found += [fault for row in rows for fault in _missing(row, stored)]
        finally:
            await connection.close()
        if schema != manifest.versions[service]:
            found.append(f"{service}: schema {schema}, not {manifest.versions[service]}")
        if events > manifest.counts[f"{service}.events"]:
            found.append(f"{service}: {events} events, of {manifest.counts[f'{service}.events']}")
    return found


def _missing(row: asyncpg.Record, stored: Stored) -> Iterator[str]:
    """Tell which sections of a case are not in the backup."""
    for section in json.loads(row["sections"]):
        if section["sha256"] not in stored.get((CASES, section["key"]), ()):
            yield f"case {row['id']}: {section['name']} is missing"
