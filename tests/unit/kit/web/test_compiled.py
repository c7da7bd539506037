import sys
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from kit.web import compiled


@pytest.fixture(autouse=True)
def _kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def said(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, *, compiles: bool) -> str:
    """What a process that begins now shows, and whether it has to compile."""
    pages = Environment(
        autoescape=True, loader=FileSystemLoader(folder), bytecode_cache=compiled.Compiled(cache)
    )
    compiled_now: list[str] = []
    compile_it = pages.compile

    def noted(source: str, name: str, filename: str) -> object:
        compiled_now.append(name)
        return compile_it(source, name, filename)

    monkeypatch.setattr(pages, "compile", noted)
    shown = pages.get_template("page.html").render(name="<沈>")
    assert bool(compiled_now) is compiles
    return shown


def test_the_next_process_finds_it_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "page.html").write_text("{{ name }}")
    assert said(tmp_path, tmp_path, monkeypatch, compiles=True) == "&lt;沈&gt;"
    assert said(tmp_path, tmp_path, monkeypatch, compiles=False) == "&lt;沈&gt;"


def test_what_changed_is_compiled_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "page.html").write_text("{{ name }}")
    said(tmp_path, tmp_path, monkeypatch, compiles=True)
    (tmp_path / "page.html").write_text("{{ name }}!")
    assert said(tmp_path, tmp_path, monkeypatch, compiles=True) == "&lt;沈&gt;!"

    monkeypatch.setattr(compiled, "FOLDER", tmp_path)  # as if our own code were another
    assert said(tmp_path, tmp_path, monkeypatch, compiles=True) == "&lt;沈&gt;!"


def test_a_broken_file_is_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "page.html").write_text("{{ name }}")
    said(tmp_path, tmp_path, monkeypatch, compiles=True)
    (kept,) = tmp_path.glob("template-*.cache")
    whole = kept.read_bytes()
    for length in range(0, len(whole), 7):
        kept.write_bytes(whole[:length])
        assert said(tmp_path, tmp_path, monkeypatch, compiles=True) == "&lt;沈&gt;"


def test_where_nothing_can_be_kept_pages_are_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "page.html").write_text("{{ name }}")
    assert said(tmp_path, tmp_path / "not-there", monkeypatch, compiles=True) == "&lt;沈&gt;"
