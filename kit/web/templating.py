"""The Jinja environment: ours and the services' templates, strict and escaped, with components."""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
)

from kit.web import assets, components, links, shapes
from kit.web.compiled import Compiled
from kit.web.filters import FILTERS

FOLDER = Path(__file__).parent
COMPONENTS = ("forms", "pad", "crop", "choices", "page", "facts", "progress", "desk")
_GOVUK = "govuk_frontend_jinja"
_FUNCTIONS = {
    function.__name__: function
    for function in (
        components.field,
        components.group,
        components.choices,
        components.parts,
        links.pagination,
        links.stretches,
        links.query,
        links.along,
        shapes.shown,
    )
}


class Govuk:
    """The components of govuk-frontend-jinja: `govuk.date_input({…})`, loaded when first used.

    They ask for keys that are not there, hence an environment of their own that is not strict.
    """

    def __init__(self) -> None:
        self._environment = Environment(
            autoescape=True,
            undefined=ChainableUndefined,
            loader=PrefixLoader({_GOVUK: PackageLoader(_GOVUK)}),
            auto_reload=False,
            bytecode_cache=_compiled(),
        )
        # Indenting would add blanks to what a person typed into a textarea below a choice.
        self._environment.filters["indent"] = lambda text, *_: text

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """The macro of one component, kept for the next time."""
        words = name.split("_")
        path = f"{_GOVUK}/components/{'-'.join(words)}/macro.html"
        module = self._environment.get_template(path).module
        macro: Callable[..., Any] = getattr(module, "govuk" + "".join(map(str.title, words)))
        setattr(self, name, macro)
        return macro


@cache
def _compiled() -> Compiled:
    return Compiled()


@cache
def _govuk() -> Govuk:
    """One for all environments: its templates are large, and the same for everybody."""
    return Govuk()


def known_as(path: Path, folder: Path) -> str:
    """The name by which pages know a template: ours by its own, a service's by its subject's, too."""
    name = path.relative_to(folder).as_posix()
    return name if folder.resolve() == FOLDER / "templates" else f"{folder.parent.name}/{name}"


def environment(template_folders: Sequence[Path] = ()) -> Environment:
    """Our templates, then those of the folders; one environment per choice of folders.

    A template in the folder "subject/templates" is known by its subject and its own name.
    """
    return _environment(tuple(template_folders))


@cache
def _environment(template_folders: tuple[Path, ...]) -> Environment:
    pages = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        loader=ChoiceLoader(
            [
                FileSystemLoader(FOLDER / "templates"),
                PrefixLoader({folder.parent.name: FileSystemLoader(folder) for folder in template_folders}),
            ]
        ),
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_compiled(),
    )
    pages.filters.update(FILTERS)
    pages.filters["given"] = components.given
    pages.globals.update(govuk=_govuk(), kit=_FUNCTIONS, static=assets.static)
    pages.globals["ui"] = SimpleNamespace(**_components(pages))
    return pages


def _components(pages: Environment) -> dict[str, object]:
    return {
        name: macro
        for part in COMPONENTS
        for name, macro in vars(pages.get_template(f"ui/{part}.html").module).items()
        if not name.startswith("_")
    }
