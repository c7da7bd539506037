"""Every city has a text for every message, with the facts that its sender gives."""

from collections.abc import Iterable, Mapping

import pytest

import cities
from cities import TEMPLATES
from contracts.notification import Template
from tests.architecture.tree import ROOT

FOLDERS = sorted(path.parent.name for path in (ROOT / "cities").glob("*/city.toml"))


def untold(templates: Iterable[str], texts: Mapping[str, object]) -> list[str]:
    """Messages without a text, and texts of no message."""
    wanted = set(templates)
    return [
        *(f"{name} has no text" for name in sorted(wanted - texts.keys())),
        *(f"{name} is no message" for name in sorted(texts.keys() - wanted)),
    ]


def test_cities_and_contracts_know_the_same_messages() -> None:
    assert not untold(Template, TEMPLATES)


@pytest.mark.parametrize("city", FOLDERS)
def test_a_city_has_a_text_for_every_message(city: str) -> None:
    known = cities.load(ROOT / "cities")
    for template in Template:
        facts = dict.fromkeys(TEMPLATES[template], "2022")
        assert known.message(city, template, facts).startswith("【12333】")


def test_a_message_without_a_text_is_caught() -> None:
    texts = dict.fromkeys([*Template, "fee_halved"], "")
    del texts[Template.FEE_PAID]
    assert untold(Template, texts) == ["fee_paid has no text", "fee_halved is no message"]
