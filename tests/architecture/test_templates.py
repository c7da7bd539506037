"""Every template compiles, names only templates that exist, and holds nothing that its page would refuse."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment, TemplateError, meta

from kit.web.pages import environment
from kit.web.templating import known_as
from tests.architecture.tree import ROOT, Source, files, read

KIT = "kit/web/templates"
# The content security policy lets none of these work; a page that needs one is broken in the browser.
FORBIDDEN = {
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "script in a link": re.compile(r"javascript:", re.IGNORECASE),
    "address of another site": re.compile(
        r"(?:src|href|action|url)\s*[=(]\s*[\"']?\s*(?:https?:)?//", re.IGNORECASE
    ),
}


def templates() -> dict[str, str]:
    """Path → folder from which pages name it."""
    folders = [KIT, *sorted({path.partition("/templates/")[0] + "/templates" for path in _of_services()})]
    return {path: folder for folder in folders for path in files(folder, ending=".html")}


def _of_services() -> tuple[str, ...]:
    return tuple(path for path in files("services", ending=".html") if "/templates/" in path)


def uncompiled(environment: Environment) -> list[str]:
    """Templates that do not compile, or that name one that is not there."""
    known = environment.list_templates(extensions=["html"])
    found = []
    for name in known:
        try:
            environment.get_template(name)
            source = environment.loader.get_source(environment, name)[0] if environment.loader else ""
            named = meta.find_referenced_templates(environment.parse(source))
        except TemplateError as error:
            found.append(f"{name}: {error}")
            continue
        found += [f"{name}: no {one}" for one in named if one is not None and one not in known]
    return found


def refused(source: Source) -> list[str]:
    """What the content security policy would refuse."""
    return [
        f"{source.path}:{source.text.count(chr(10), 0, match.start()) + 1}: {what}"
        for what, pattern in FORBIDDEN.items()
        for match in pattern.finditer(source.text)
    ]


def unknown(sources: Mapping[str, str], known: frozenset[str]) -> list[str]:
    """Templates that a page's code names and nobody wrote."""
    named = re.compile(r"""["']((?:[a-z_]+/)+[a-z_]+\.html)["']""")
    return [
        f"{path}: {name}"
        for path, code in sources.items()
        for name in named.findall(code)
        if name not in known
    ]


def test_every_template_compiles() -> None:
    folders = sorted({ROOT / folder for folder in templates().values() if folder != KIT})
    found = uncompiled(environment(folders))
    assert not found


def test_templates_of_two_services_never_have_the_same_name() -> None:
    names = [known_as(Path(path), Path(folder)) for path, folder in templates().items()]
    assert len(names) == len(set(names))


def test_a_template_that_does_not_compile_is_caught(tmp_path: Path) -> None:
    tmp_path = tmp_path / "web" / "templates"
    tmp_path.mkdir(parents=True)
    (tmp_path / "open.html").write_text("{% if x %}")
    (tmp_path / "filter.html").write_text("{{ x | dayte }}")
    (tmp_path / "lost.html").write_text("{% extends 'layouts/nowhere.html' %}")
    (tmp_path / "good.html").write_text("{% extends 'layouts/task.html' %}")
    found = [line.split(": ") for line in uncompiled(environment([tmp_path]))]
    assert {name for name, *_ in found} == {"web/open.html", "web/filter.html", "web/lost.html"}
    assert ["web/lost.html", "no layouts/nowhere.html"] in found


def test_a_name_that_is_not_passed_is_an_error() -> None:
    pages = environment().overlay(loader=DictLoader({"page.html": "{{ nobody }}"}))
    with pytest.raises(TemplateError, match="nobody"):
        pages.get_template("page.html").render()


def test_pages_hold_nothing_that_they_would_refuse() -> None:
    assert templates()
    found = [line for path in templates() for line in refused(read(path))]
    assert not found


def test_what_a_page_would_refuse_is_caught() -> None:
    lines = (
        '<script src="/static/enhance.js"></script>',
        "<script>alert(1)</script>",
        '<p style="color: red">',
        '<a\n href="/x" onclick="go()">',
        '<a href="javascript:go()">',
        '<link href="https://cdn.example.com/x.css">',
        '<img src="//cdn.example.com/x.png">',
        '<a href="/plans">',
    )
    found = [bool(refused(Source("services/review/web/templates/review/case.html", line))) for line in lines]
    assert found == [False, True, True, True, True, True, True, False]


def test_every_template_that_code_names_exists() -> None:
    known = frozenset(known_as(Path(path), Path(folder)) for path, folder in templates().items())
    code = {path: read(path).text for path in files("services", "kit", ending=".py")}
    assert not unknown(code, known)


def test_a_template_that_nobody_wrote_is_caught() -> None:
    code = {"services/review/web/desk.py": 'render(request, "review/caes.html")'}
    assert unknown(code, frozenset({"review/case.html"})) == ["services/review/web/desk.py: review/caes.html"]
