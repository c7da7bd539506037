"""The drawn portrait is a photo that the platform accepts."""

import pytest

from deploy.demo.portrait import portrait
from services.documents.photos.imaging.checks import check_photo


@pytest.mark.rule("A4.7")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_it_fulfils_every_rule(seed: int) -> None:
    checks = check_photo(portrait(seed))

    assert [check.rule for check in checks] == ["A4.2", "A4.3", "A4.4", "A4.5", "A4.6"]
    assert all(check.ok for check in checks), checks


def test_the_same_seed_draws_the_same_one() -> None:
    assert portrait(5) == portrait(5)
    assert portrait(5) != portrait(6)
