import json
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from cli import photo
from cli.__main__ import app


def _run(*files: Path) -> Result:
    return CliRunner().invoke(app, ["photo", "check", *map(str, files)])


def _portrait(folder: Path, name: str = "good.jpg", image_format: str = "JPEG") -> Path:
    """Draw a white picture with a noisy middle, so that it is as large as a photo."""
    pixels = np.full((600, 430, 3), 255, np.uint8)
    pixels[150:, 100:330] = np.random.default_rng(1).integers(0, 255, (450, 230, 3))
    content = BytesIO()
    Image.fromarray(pixels).save(content, image_format, quality=85)
    path = folder / name
    path.write_bytes(content.getvalue())
    return path


@pytest.mark.rule("A4.7")
def test_a_good_photo_passes_every_check(tmp_path: Path) -> None:
    file = _portrait(tmp_path)

    result = _run(file)
    answer = json.loads(result.stdout)

    assert result.exit_code == 0
    assert (answer["file"], answer["ok"]) == (str(file), True)
    assert [one["rule"] for one in answer["checks"]] == ["A4.2", "A4.3", "A4.4", "A4.5", "A4.6"]
    assert set(answer["checks"][0]) == {"rule", "ok", "measured", "allowed", "message"}


@pytest.mark.rule("A4.2")
def test_one_bad_file_among_good_ones_ends_with_one(tmp_path: Path) -> None:
    good = _portrait(tmp_path)
    renamed = _portrait(tmp_path, "png.jpg", "PNG")

    result = _run(good, renamed, good)
    answers = [json.loads(line) for line in result.stdout.splitlines()]

    assert result.exit_code == 1
    assert [one["ok"] for one in answers] == [True, False, True]
    assert [one["rule"] for one in answers[1]["checks"] if not one["ok"]] == ["A4.2"]


@pytest.mark.rule("A4.7")
@pytest.mark.parametrize("content", [b"", b"not an image", b"\xff\xd8\xff\xe0cut"])
def test_an_unreadable_picture_fails_without_a_traceback(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "broken.jpg"
    file.write_bytes(content)

    result = _run(file)

    assert result.exit_code == 1
    assert not json.loads(result.stdout)["ok"]
    assert "Traceback" not in result.output


def test_a_missing_file_and_a_folder_are_failed_checks(tmp_path: Path) -> None:
    result = _run(tmp_path / "none.jpg", tmp_path)
    answers = [json.loads(line) for line in result.stdout.splitlines()]

    assert result.exit_code == 1
    assert [one["checks"][0]["measured"] for one in answers] == ["文件不存在", "不是文件"]


def test_a_monstrous_file_is_not_even_opened(tmp_path: Path) -> None:
    file = tmp_path / "huge.jpg"
    with file.open("wb") as sparse:
        sparse.truncate(photo.LARGEST_BYTES + 1)

    result = _run(file)

    assert result.exit_code == 1
    assert "文件过大" in json.loads(result.stdout)["checks"][0]["measured"]
