"""`.env.example` names every setting of every process, and nothing else."""

import re
from collections.abc import Iterable
from importlib import import_module

from pydantic_settings import BaseSettings

from tests.architecture.tree import ROOT, python

LINE = re.compile(r"^(?P<optional># )?(?P<name>[A-Z][A-Z0-9_]*)=", re.MULTILINE)


def processes() -> list[type[BaseSettings]]:
    """The settings of every process."""
    places = [one for one in python("services", "workflows", "deploy") if one.path.endswith("/settings.py")]
    return [import_module(one.module).Settings for one in places]


def wanted(kinds: Iterable[type[BaseSettings]]) -> dict[str, bool]:
    """Variable → whether it may be left out."""
    return {
        str(
            field.validation_alias or f"{kind.model_config.get('env_prefix', '')}{name}"
        ).upper(): not field.is_required()
        for kind in kinds
        for name, field in kind.model_fields.items()
    }


def example(text: str) -> dict[str, bool]:
    """Variable → whether the example leaves it out, as a comment with its default."""
    return {line["name"]: bool(line["optional"]) for line in LINE.finditer(text)}


def wrong(said: dict[str, bool], meant: dict[str, bool]) -> list[str]:
    """What the example says otherwise than the settings."""
    return [
        *(f"{name} is missing" for name in sorted(meant.keys() - said.keys())),
        *(f"{name} is nobody's" for name in sorted(said.keys() - meant.keys())),
        *(
            f"{name} is {'optional: a comment' if meant[name] else 'required: no comment'}"
            for name in sorted(meant.keys() & said.keys())
            if meant[name] != said[name]
        ),
    ]


def test_the_example_names_every_setting() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert not wrong(example(text), wanted(processes()))


def test_every_process_has_its_own_prefix() -> None:
    prefixes = [kind.model_config.get("env_prefix", "") for kind in processes()]
    assert all(prefixes)
    assert len(prefixes) == len(set(prefixes))


def test_a_setting_that_the_example_misses_is_caught() -> None:
    class Settings(BaseSettings, env_prefix="FEES_"):
        url: str
        port: int = 0
        limit: int = 1

    meant = wanted([Settings])
    assert not wrong(example("FEES_URL=\n# FEES_PORT=0\n# FEES_LIMIT=1\n"), meant)
    assert wrong(example("FEES_LIMIT=1\n# FEES_PORT=0\nFEES_OLD=1\n"), meant) == [
        "FEES_URL is missing",
        "FEES_OLD is nobody's",
        "FEES_LIMIT is optional: a comment",
    ]
