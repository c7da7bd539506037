from bs4 import BeautifulSoup

from kit.web.refill import announced, refilled

PAGE = """<main id="main-content">
<form method="post" action="/a/drop"><input type="hidden" name="id" value="1"><button>删除</button></form>
<form method="post" novalidate>
<input type="hidden" name="version" value="7"><input type="hidden" name="grant" value="new">
<input type="text" name="name" value="旧&amp;" id="name"><input name="more" value="旧">
<input type="password" name="password"><input type="file" name="scan">
<input type="checkbox" name="tick" value="1" checked><input type="checkbox" name="tick" value="2">
<input type="radio" name="kind" value="x" checked><input type="radio" name="kind" value="y">
<select name="city"><option value="">请选择</option>
<option value="b" selected>乙</option>
<option value="c">丙</option></select>
<textarea name="essay" id="essay">旧的</textarea>
</form></main>"""
FIELDS = [
    ("version", "6"),
    ("grant", "old"),
    ("name", '新"<b>'),
    ("tick", "2"),
    ("kind", "y"),
    ("city", "c"),
    ("essay", "\n第一行\n</textarea><script>"),
    ("password", "secret"),
]


def soup(page: str) -> BeautifulSoup:
    return BeautifulSoup(page, "lxml")


def test_the_form_is_filled_in_and_nothing_else() -> None:
    page, is_filled = refilled(PAGE, "/a", "/a", FIELDS)
    found = soup(page)
    assert is_filled
    values = {
        one["name"]: one.get("value") for one in found.select("input:not([type=checkbox], [type=radio])")
    }
    assert values == {
        "id": "1",
        "version": "6",
        "grant": "new",
        "name": '新"<b>',
        "more": "",
        "password": None,
        "scan": None,
    }
    assert [one["value"] for one in found.select("[checked]")] == ["2", "y"]
    assert [one["value"] for one in found.select("[selected]")] == ["c"]
    assert found.textarea is not None
    assert found.textarea.string == "\n\n第一行\n</textarea><script>"  # browsers drop the first line break
    assert not found.select("script")
    assert found.select_one("#name")


def test_of_forms_alike_the_one_with_the_same_object_is_filled_in() -> None:
    one = (
        '<form method="post" action="/x"><input type="hidden" name="id" value="{}"><input name="why"></form>'
    )
    page, _ = refilled(one.format(1) + one.format(2), "/a", "/x", [("id", "2"), ("why", "理由")])
    assert [tag.get("value") for tag in soup(page).select("[name=why]")] == [None, "理由"]


def test_a_page_without_the_form_stays_as_it_is() -> None:
    assert refilled(PAGE, "/a", "/elsewhere", FIELDS) == (PAGE, False)
    assert refilled(PAGE, "/a", "/a/drop", FIELDS) == (PAGE, False)


def test_the_notice_stands_first() -> None:
    assert announced(PAGE, "<p>通知</p>").startswith('<main id="main-content"><p>通知</p>')
