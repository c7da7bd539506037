"""Long lists in pages: what stands in an address is anything."""

import pytest

from kit.web.paging import Paging


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("", 1),
        ("2", 2),
        ("0", 1),
        ("-1", 1),
        ("9", 3),
        ("99999999999999999999", 1),
        ("9" * 5000, 1),
        ("²", 1),
        ("x", 1),
    ],
)
def test_a_page_that_is_not_there_is_the_nearest_that_is(text: str, page: int) -> None:
    assert Paging.of(text, 55, 20).page == page


def test_a_page_has_its_part_and_an_empty_list_has_one() -> None:
    paging = Paging.of("3", 55, 20)
    assert (paging.page, paging.pages, paging.offset, paging.size) == (3, 3, 40, 20)
    assert Paging.of("", 0, 20) == Paging(page=1, pages=1, size=20)
