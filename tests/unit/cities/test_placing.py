"""A folder is exchanged at one stroke."""

import errno
from pathlib import Path

import pytest

from cities import APPLIED, place, placing


def _folder(path: Path, text: str) -> Path:
    (path / "plans").mkdir(parents=True)
    (path / "city.toml").write_text(text)
    (path / "plans" / "a.toml").write_text(text)
    (path / ".hidden").write_text(text)
    (path / "code.py").write_text(text)
    return path


def test_a_folder_takes_the_place_of_the_old_one_and_nothing_is_left_behind(tmp_path: Path) -> None:
    target = tmp_path / "in-use" / "city"

    place(_folder(tmp_path / "old", "1"), target)
    place(_folder(tmp_path / "new", "2"), target)

    assert {path.name: path.read_text() for path in target.iterdir() if path.is_file()} == {
        "city.toml": "2",
        APPLIED: "",
    }
    assert (target / "plans" / "a.toml").read_text() == "2"
    assert [path.name for path in target.parent.iterdir()] == ["city"]


def test_what_cannot_be_exchanged_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "in-use" / "city"
    place(_folder(tmp_path / "old", "1"), target)

    with pytest.raises(OSError, match="missing"):
        place(tmp_path / "missing", target)

    assert (target / "city.toml").read_text() == "1"
    assert [path.name for path in target.parent.iterdir()] == ["city"]


def test_a_volume_that_cannot_exchange_takes_the_new_one_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "in-use" / "city"
    place(_folder(tmp_path / "old", "1"), target)
    monkeypatch.setattr(placing, "_renamed_at_once", lambda *_: errno.EINVAL)
    place(_folder(tmp_path / "new", "2"), target)
    assert (target / "city.toml").read_text() == "2"
    assert [path.name for path in target.parent.iterdir()] == ["city"]
