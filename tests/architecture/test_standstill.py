"""Every route that changes something is refused while its city stands still, or says why it goes on."""

from pathlib import Path

from kit.standing import GOES_ON
from tests.access.standing import BY_ANYBODY, CHANGES
from tests.access.table import EVERYBODY

SERVICE = Path(__file__).parents[1] / "service"


def test_whatever_anybody_may_send_is_refused_or_has_a_reason() -> None:
    sent = {(service, f"{method} {path}") for service, method, path, row in CHANGES if row.who == EVERYBODY}
    assert sent == set(BY_ANYBODY)


def test_what_is_refused_elsewhere_is_tried_there() -> None:
    files = {how for how in BY_ANYBODY.values() if how.endswith(".py")}
    assert not [file for file in files if "stands_still" not in (SERVICE / file).read_text("utf-8")]


def test_what_goes_on_for_a_session_is_there() -> None:
    paths = [path for _, _, path, _ in CHANGES]
    assert not [goes for goes in GOES_ON if not any(path.startswith(goes) for path in paths)]
