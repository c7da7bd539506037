"""What a restore that ends in the middle leaves to the next one."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest

from deploy.backup import objects
from deploy.backup.restoring import aside_of, keep_newer, kept_aside
from deploy.local.stack import Stack
from deploy.setup.progress import Progress


class Full(Exception):
    """The disk, in the middle of a restore."""


@pytest.fixture
def stores(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The store has another file each time that it is asked; its third answer ends in the middle."""
    numbers = count()

    def keep(_: object, __: Path, target: Path) -> int:
        target.mkdir()
        (target / objects.FILE).write_text(str(number := next(numbers)))
        if number == 2:
            raise Full
        return 1

    monkeypatch.setattr(objects, "keep_newer", keep)
    monkeypatch.setattr(Stack, "up", lambda *_, **__: None)
    return numbers


@pytest.mark.usefixtures("stores")
def test_what_was_kept_stays_until_a_restore_has_put_it_back(tmp_path: Path) -> None:
    stack = Stack.at(tmp_path)
    for _ in range(3):
        with suppress(Full), aside_of(stack.site) as aside:
            keep_newer(stack, tmp_path, aside, Progress())
            raise Full
    with aside_of(stack.site) as aside:
        keep_newer(stack, tmp_path, aside, Progress())
        kept = [(one / objects.FOLDER / objects.FILE).read_text() for one in kept_aside(aside)]
    assert kept == ["0", "1", "3"]
    assert not (stack.site.state / "aside").exists()
