"""A section names the link before it; papers and what people submitted are none."""

import pytest

from cli.resealing import before
from tests.unit.cli.test_retelling import TWICE

PLACES = [("submission-1", ""), ("decision-1-employer", "4"), ("submission-2", "6")]


@pytest.mark.parametrize(("name", "sha256"), PLACES)
def test_the_link_before_is_named(name: str, sha256: str) -> None:
    place = [ref.name for ref in TWICE].index(name)
    assert before(TWICE, place) == sha256
