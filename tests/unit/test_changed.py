import pytest

from tests.changed import CHECKOUT, TOUCHED, touched


@pytest.mark.parametrize(
    ("files", "tests"),
    [
        (["docs/operations.md", "tests/unit/test_rules.py"], []),
        (["services/review/store.py"], ["tests/service/review"]),
        (["services/review/tasks/store.py", "tests/service/review/world.py"], ["tests/service/review"]),
        (["tests/service/review/queue/test_inbox.py"], ["tests/service/review/queue/test_inbox.py"]),
        (["workflows/application/steps.py"], ["tests/e2e", "tests/workflow"]),
        (["contracts/case.py", "services/review/store.py"], ["tests/service", "tests/workflow"]),
        (["tests/browser/window.py"], ["tests/browser"]),
        (["tests/bench/path.py"], []),
        (["tests/seasons/test_seasons.py"], []),
    ],
)
def test_what_a_change_touches(files: list[str], tests: list[str]) -> None:
    assert touched(files) == tests


@pytest.mark.parametrize("file", ["services/review/tasks/web.py", "services/review/tasks/web/page.py"])
def test_pages_touch_what_is_asked_of_all_routes(file: str) -> None:
    assert {"tests/service/review", "tests/service/test_authorisation.py"} <= set(touched([file]))


def test_every_folder_that_is_named_is_there() -> None:
    named = {test for _, tests in TOUCHED for test in tests if "{" not in test}
    assert not [test for test in named if not (CHECKOUT / test).exists()]
