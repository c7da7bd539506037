"""What a page's forms send is read from the page and from the parts that it is made of."""

import re
from pathlib import Path

from cities.reasons import ITEMS
from kit.web.described import forms_in

PAGE = """
<form method="post" action="/name">{{ ui.hidden(form, "version") }}{% include "places/_name.html" %}</form>
<form method="post" action="/place">
    {% include "places/_place.html" %}
</form>
"""


def test_a_part_belongs_to_the_form_that_it_stands_in(tmp_path: Path) -> None:
    folder = tmp_path / "places" / "templates"
    folder.mkdir(parents=True)
    (folder / "_name.html").write_text('{{ ui.text(form, "new_name", "名称") }}')
    (folder / "_place.html").write_text('{{ ui.select(form, "place", "地区", places) }}')
    (folder / "page.html").write_text(PAGE)
    found = {key: sorted(sent.names) for key, sent in forms_in([folder]).items()}
    assert found == {("POST", "/name"): ["new_name", "version"], ("POST", "/place"): ["place"]}


def test_a_part_may_be_one_of_everybodys(tmp_path: Path) -> None:
    folder = tmp_path / "places" / "templates"
    folder.mkdir(parents=True)
    part = '{% include "importing/_ask.html" %}'
    (folder / "page.html").write_text(f'<form method="post" action="/places">{part}</form>')
    ((_, sent),) = forms_in([folder]).items()
    assert set(sent.names) == {"sheet", "text"}


def test_a_name_that_data_end_is_told_by_how_it_begins(tmp_path: Path) -> None:
    folder = tmp_path / "places" / "templates"
    folder.mkdir(parents=True)
    fields = '{{ ui.day(form, "signed_on" ~ n, "日期") }}{{ ui.day(form, "posted_on", "日期") }}'
    (folder / "page.html").write_text(f'<form method="post" action="/experts">{fields}</form>')
    ((_, sent),) = forms_in([folder]).items()
    assert sent.begin == {"signed_on"}
    assert set(sent.names) == {"posted_on-year", "posted_on-month", "posted_on-day"}
    (like,) = sent.schema()["patternProperties"]
    assert [end for end in (*ITEMS, "2-year", "") if not re.match(like, f"signed_on{end}")] == [""]
