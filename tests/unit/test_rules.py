from tests.rules import catalogue, main, marked, report

CATALOGUE = """
| id | in short | the rule |
| --- | --- | --- |
| A1.1 | one account | One person, one account. |
| A4.3 | size | Larger than 30 K. |

| B5.1 | route |
"""
CODE = """
import pytest
pytestmark = [pytest.mark.rule("B5.1"), pytest.mark.smoke]

@pytest.mark.rule("A4.3", "A4.4")
@pytest.mark.parametrize("size", [1, pytest.param(2, marks=pytest.mark.rule("A4.5"))])
def test_size(size): ...

@pytest.mark.rule("A4.3")
class TestPhoto:
    @pytest.mark.rule("A4.6")
    async def test_white(self): ...
    def colour(self): ...

@pytest.mark.rule("A4.3")
def photo(): ...
"""


def test_the_catalogue_is_read_in_its_order() -> None:
    assert catalogue(CATALOGUE) == {"A1.1": "one account", "A4.3": "size", "B5.1": "route"}


def test_marks_of_functions_classes_modules_and_parameters_are_found() -> None:
    size, white = "tests/test_photo.py::test_size", "tests/test_photo.py::TestPhoto::test_white"
    assert marked([("tests/test_photo.py", CODE)]) == {
        "A4.3": (white, size),
        "A4.4": (size,),
        "A4.5": (size,),
        "A4.6": (white,),
        "B5.1": (white, size),
    }


def test_the_report_counts_tests_and_names_those_of_one_rule() -> None:
    rules, found = catalogue(CATALOGUE), marked([("tests/test_photo.py", CODE)])
    assert report(rules, found) == ["A1.1     0  one account", "A4.3     2  size", "B5.1     2  route"]
    assert [line.strip() for line in report(rules, found, "A4.3")][1:] == [
        "tests/test_photo.py::TestPhoto::test_white",
        "tests/test_photo.py::test_size",
    ]


def test_a_rule_that_is_none_is_refused() -> None:
    assert main(["T=Z9.9"], {}) == 2
