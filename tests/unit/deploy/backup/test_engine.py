"""What is found wrong with a copy of the workflows."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from deploy.backup import engine


def another_build(table: str, folder: Path) -> None:
    """Have an index hold dates that a SQLite of other arithmetic computed."""
    with closing(sqlite3.connect(folder / engine.FILE)) as base:
        base.create_function("strftime", 2, lambda _, _said: "2026-12-08 16:02:03.236", deterministic=True)
        base.execute(f"create table {table} (said text, at text as (strftime('%Y-%m-%d %H:%M:%f', said)))")
        base.execute(f"create index by_datetime on {table} (at)")
        base.execute(f"insert into {table} (said) values ('2026-12-08T16:02:03.2365Z')")  # noqa: S608 (a test's own name)
        base.commit()


def test_lists_that_another_build_rounded_are_whole(tmp_path: Path) -> None:
    another_build("executions_visibility", tmp_path)
    assert list(engine.faults_of(tmp_path)) == []


def test_an_index_that_lacks_a_row_is_told(tmp_path: Path) -> None:
    another_build("executions", tmp_path)
    assert list(engine.faults_of(tmp_path)) == ["temporal/temporal.db: row 1 missing from index by_datetime"]


@pytest.mark.parametrize("table", ["executions", "executions_visibility"])
def test_a_damaged_page_is_told_once(tmp_path: Path, table: str) -> None:
    another_build(table, tmp_path)
    file = tmp_path / engine.FILE
    content = bytearray(file.read_bytes())
    size = int.from_bytes(content[16:18], "big")
    content[size : 2 * size] = b"\xff" * size
    file.write_bytes(content)
    found = list(engine.faults_of(tmp_path))
    assert found
    assert len(found) == len(set(found))
