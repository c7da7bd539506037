"""Migrations are numbered without a gap, written for dbmate, forward only, and never changed afterwards."""

import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import pytest

from tests.architecture.migrations import changed, migrations, noted
from tests.architecture.tree import ROOT, Source, read

NAME = re.compile(r"(\d{4})_[a-z0-9]+(_[a-z0-9]+)*\.sql")
UP = re.compile(r"\A-- migrate:up( transaction:false)?\n")
DOWN = "-- migrate:down"
LOCK_TIMEOUT = re.compile(r"^set (local )?lock_timeout = '\d+s';", re.MULTILINE)
# It stops nobody who writes. It stands alone: several statements of a file would be one transaction.
CONCURRENT = re.compile(
    r"-- migrate:up transaction:false\n(--.*\n)*"
    rf"create (unique )?index concurrently if not exists [^;]*;\n\n{DOWN}\n"
)

# What the version before could not go on with, or what stops everybody who writes meanwhile.
BREAKS = {
    "ban-drop-column": "alter table fees drop column basis;",
    "renaming-column": "alter table fees rename column basis to ground;",
    "renaming-table": "alter table fees rename to charges;",
    "ban-drop-table": "drop table fees;",
    "adding-required-field": "alter table fees add column basis text not null;",
    "changing-column-type": "alter table fees alter column amount type text;",
    "adding-not-nullable-field": "alter table fees alter column basis set not null;",
    "require-concurrent-index-creation": "create index fees_basis on fees (basis);",
    "constraint-missing-not-valid": "alter table fees add constraint fees_positive check (amount > 0);",
}
EXPANDS = """\
create table fines (id uuid primary key, amount bigint not null);
create index fines_amount on fines (amount);
alter table fees add column ground text;
alter table fees add column is_paid boolean not null default false;
alter table fees drop constraint fees_state_known;
alter table fees add constraint fees_state_known check (state in ('open', 'paid', 'lost')) not valid;
"""


def misnumbered(paths: Iterable[str]) -> list[str]:
    """Names that say nothing or numbers that are missing or taken. kit begins at 0000, a service at 0001."""
    found, numbers = [], defaultdict(list)
    for path in paths:
        folder, name = PurePosixPath(path).parent.as_posix(), PurePosixPath(path).name
        if match := NAME.fullmatch(name):
            numbers[folder].append(int(match[1]))
        else:
            found.append(f"{path}: NNNN_what.sql")
    for folder, used in numbers.items():
        first = 0 if folder.startswith("kit/") else 1
        if sorted(used) != list(range(first, first + len(used))):
            found.append(f"{folder}: {sorted(used)}")
    return found


def malformed(source: Source) -> list[str]:
    """What dbmate would read otherwise than it was meant, and what could wait for ever on a busy database."""
    found = []
    if not UP.match(source.text) or source.text.count("-- migrate:up") != 1:
        found.append(f"{source.path}: begins with -- migrate:up")
    if not source.text.endswith(f"\n{DOWN}\n") or source.text.count(DOWN) != 1:
        found.append(f"{source.path}: ends with {DOWN}, and nothing below: we go forward only")
    is_bounded = LOCK_TIMEOUT.search(source.text) or CONCURRENT.fullmatch(source.text)
    if not source.path.endswith("/0000_outbox.sql") and "/0001_" not in source.path and not is_bounded:
        found.append(f"{source.path}: sets no lock_timeout")
    if "concurrently" in source.text and not CONCURRENT.fullmatch(source.text):
        found.append(
            f"{source.path}: an index is made concurrently by a file of its own, without transaction"
        )
    return found


def test_migrations_are_numbered_without_a_gap() -> None:
    assert migrations()
    assert not misnumbered(migrations())


def test_gaps_and_odd_names_are_caught() -> None:
    folder = "services/fees/migrations"
    assert misnumbered([f"{folder}/0001_fees.sql", f"{folder}/0003_more.sql"]) == [f"{folder}: [1, 3]"]
    assert misnumbered([f"{folder}/0001_a.sql", f"{folder}/0001_b.sql"]) == [f"{folder}: [1, 1]"]
    assert misnumbered([f"{folder}/1_Fees.sql"]) == [f"{folder}/1_Fees.sql: NNNN_what.sql"]
    assert not misnumbered(["kit/migrations/0000_outbox.sql", f"{folder}/0001_fees.sql"])


def test_migrations_are_written_for_dbmate() -> None:
    assert not [line for path in migrations() for line in malformed(read(path))]


def test_a_malformed_migration_is_caught() -> None:
    path = "services/fees/migrations/0002_more.sql"
    good = f"-- migrate:up\nset local lock_timeout = '5s';\nalter table fees add x int;\n\n{DOWN}\n"
    assert not malformed(Source(path, good))
    assert len(malformed(Source(path, good.replace("-- migrate:up\n", "")))) == 1
    assert len(malformed(Source(path, f"{good}drop table fees;\n"))) == 1
    assert len(malformed(Source(path, good.replace("set local", "-- set local")))) == 1
    index = "create index concurrently if not exists fees_x on fees (x);"
    alone = f"-- migrate:up transaction:false\n-- Why.\n{index}\n\n{DOWN}\n"
    assert not malformed(Source(path, alone))
    assert len(malformed(Source(path, good.replace("alter table fees add x int;", index)))) == 1
    assert malformed(Source(path, alone.replace(index, f"{index}\n{index}")))


def test_no_migration_was_changed_after_it_was_noted() -> None:
    assert not changed(migrations(), noted())


def test_every_migration_is_noted() -> None:
    assert migrations().keys() == noted().keys(), "run python -m tests.architecture.migrations"


def test_a_changed_migration_is_caught() -> None:
    before = {"services/fees/migrations/0001_fees.sql": "a", "services/fees/migrations/0002_more.sql": "b"}
    now = {"services/fees/migrations/0001_fees.sql": "c", "services/fees/migrations/0003_new.sql": "d"}
    assert changed(now, before) == list(before)


def refused(folder: Path, statements: str) -> str:
    """What `make expand` says of a new migration; nothing if it lets it pass."""
    file = folder / "0099_new.sql"
    file.write_text(
        f"-- migrate:up\nset local lock_timeout = '5s';\n{statements}\n\n{DOWN}\n", encoding="utf-8"
    )
    squawk = Path(sys.executable).parent / "squawk"
    done = subprocess.run(
        [squawk, "--config", ROOT / ".squawk.toml", "--reporter", "gcc", file],
        capture_output=True,
        text=True,
        check=False,
    )
    assert bool(done.returncode) == bool(done.stdout)
    return done.stdout


@pytest.mark.parametrize(("rule", "statement"), BREAKS.items())
def test_a_migration_that_breaks_the_version_before_is_caught(
    rule: str, statement: str, tmp_path: Path
) -> None:
    assert rule in refused(tmp_path, statement)


def test_a_migration_that_only_expands_passes(tmp_path: Path) -> None:
    assert not refused(tmp_path, EXPANDS)
