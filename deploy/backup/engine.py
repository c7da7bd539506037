"""The workflows: Temporal's database file, copied by SQLite itself while the server writes."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from deploy.local.site import Site

FOLDER = "temporal"
FILE = "temporal.db"
# The list of workflows has indexes over dates, as the SQLite within the server computed them. Ours rounds
# some to another millisecond, and would call their rows missing: of that table only the pages are looked at.
CHECKS = (
    "pragma quick_check",
    """
    select found.integrity_check from sqlite_schema as tables, pragma_integrity_check(tables.name) as found
     where tables.type = 'table' and tables.name <> 'executions_visibility'
    """,
)


def back_up(site: Site, target: Path) -> None:
    """Copy the file as of one moment."""
    target.mkdir(parents=True)
    with (
        closing(_reading(site.folder("temporal") / FILE)) as source,
        closing(sqlite3.connect(target / FILE)) as copy,
    ):
        source.backup(copy)
        copy.execute("pragma journal_mode = delete")  # one file; the server takes up its own mode


def put_back(source: Path, site: Site) -> None:
    """Put the file where the server looks for it."""
    shutil.copyfile(source / FILE, site.folder("temporal") / FILE)


def executions(source: Path) -> int:
    """Count the workflows that have a current run."""
    with closing(_reading(source / FILE)) as base:
        (count,) = base.execute("select count(*) from current_executions").fetchone()
    return int(count)


def faults_of(source: Path) -> Iterator[str]:
    """Tell what SQLite finds wrong with the file."""
    try:
        with closing(_reading(source / FILE)) as base:
            found = {str(line): None for check in CHECKS for (line,) in base.execute(check)}
    except sqlite3.DatabaseError as error:
        found = {str(error): None}
    yield from (f"{FOLDER}/{FILE}: {line}" for line in found if line != "ok")


def _reading(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{file}?mode=ro", uri=True)
