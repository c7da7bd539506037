import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from fastapi import FastAPI
from jinja2 import UndefinedError

from kit.errors import Fault, Stale
from kit.web import pages, templating
from kit.web.forms import Form
from tests.unit.kit.web.samples import (
    ESSAY,
    FAULTS,
    FILLED,
    SAMPLES,
    TEMPLATES,
    a_request,
    a_session,
    an_app,
    gallery,
)

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return an_app()


def soup(page: pages.Page) -> BeautifulSoup:
    return BeautifulSoup(page.text(), "lxml")


def shown(app: FastAPI, form: Form) -> BeautifulSoup:
    return soup(pages.render(a_request(app=app), "web/gallery.html", **gallery(form)))


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_is_one_page_in_the_look(app: FastAPI, name: str) -> None:
    template, values = SAMPLES[name]
    page = soup(pages.render(a_request(app=app, session=a_session()), template, **values))
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert page.html is not None
    assert page.html["lang"] == "zh-CN"
    assert len(page.find_all("h1")) == 1
    assert len(ids) == len(set(ids))
    assert page.select_one("a.govuk-skip-link[href='#main-content']")
    assert "None" not in page.get_text()
    # The content security policy refuses these.
    assert not page.find_all(style=True)
    assert all(script.get("src") for script in page.find_all("script"))


def test_every_template_of_ours_parses() -> None:
    environment = pages.environment()
    assert environment.list_templates()
    for name in environment.list_templates():
        environment.get_template(name)


def test_every_component_is_in_a_sample_and_in_the_readme() -> None:
    samples = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.html"))
    frame = "".join(
        path.read_text(encoding="utf-8") for path in (templating.FOLDER / "templates").rglob("*.html")
    )
    readme = (templating.FOLDER / "README.md").read_text(encoding="utf-8")
    for component in vars(pages.environment().globals["ui"]):
        assert f"ui.{component}(" in samples + frame, component
        assert re.search(rf"\b{component}\b", readme), component


def test_no_words_of_the_design_system_are_left_in_english(app: FastAPI) -> None:
    english = re.compile(r"\b(Error|Success|Important|Warning|Menu|Next|Previous|Show|Page|Back|Change)\b")
    for template, values in SAMPLES.values():
        page = soup(pages.render(a_request(app=app, session=a_session()), template, **values))
        labels = [str(tag["aria-label"]) for tag in page.select("[aria-label]")]
        assert not english.search(" ".join([page.get_text(), *labels]))


def test_a_name_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    folder = tmp_path / "people" / "templates"
    folder.mkdir(parents=True)
    (folder / "misspelled.html").write_text("{{ persno.name }}", encoding="utf-8")
    with pytest.raises(UndefinedError):
        pages.environment([folder]).get_template("people/misspelled.html").render(person={})


def test_the_error_summary_leads_to_the_fields(app: FastAPI) -> None:
    page = shown(app, Form(FILLED, FAULTS))
    links = page.select(".govuk-error-summary__list a")
    targets = [page.select_one(str(link["href"])) for link in links]
    assert len(links) == len(FAULTS) - 1  # one has no field
    assert all(target and target.name in {"input", "textarea", "select"} for target in targets)
    assert "业绩档案尚未通过" in page.select(".govuk-error-summary__list li")[-1].get_text()
    assert page.title is not None
    assert page.title.get_text().startswith("错误：组件样张")


def test_errors_stand_beside_their_fields_with_what_was_typed(app: FastAPI) -> None:
    page = shown(app, Form({**FILLED, "name": "张"}, FAULTS))
    field = page.select_one("#id_number")
    assert field is not None
    assert field["value"] == FILLED["id_number"]
    told = page.select_one(f"#{str(field['aria-describedby']).split()[-1]}")
    assert told is not None
    assert " ".join(told.get_text().split()) == "错误: 身份证号码应为 18 位；校验码不正确"


def test_a_page_without_faults_has_no_summary(app: FastAPI) -> None:
    page = shown(app, Form(FILLED))
    assert not page.select(".govuk-error-summary")
    assert page.title is not None
    assert page.title.get_text() == "组件样张 - 职称申报与评审平台"


def test_a_page_that_shows_a_refused_form_again_answers_like_the_refusal(app: FastAPI) -> None:
    refusal = Stale()
    refusal.headers = {"retry-after": "3"}
    page = pages.render(a_request(app=app), "web/gallery.html", **gallery(Form.refused({}, refusal)))
    assert (page.status_code, page.headers["retry-after"]) == (409, "3")
    assert str(refusal) in soup(page).get_text()
    assert pages.render(a_request(app=app), "web/gallery.html", **gallery(Form())).status_code == 200


def test_what_was_typed_comes_back_to_the_letter(app: FastAPI) -> None:
    page = shown(app, Form(FILLED))
    for name in ("essay", "landmark"):  # one of them is below a choice
        area = page.select_one(f"textarea#{name}")
        assert area is not None
        assert area.get_text() == FILLED[name]
    assert page.select_one("input[name=born-month][value='8']")
    assert page.select_one("input[name=kind][value=landmark][checked]")
    assert page.select_one("input[name=pledge][checked]")
    assert page.select_one("option[value='2'][selected]")
    assert page.select_one("input[type=hidden][name=version][value='3']")


def test_a_password_is_never_sent_back(app: FastAPI) -> None:
    assert "hunter2" not in str(shown(app, Form({"password": "hunter2"}, FAULTS)))


def test_whatever_people_type_is_escaped(app: FastAPI) -> None:
    typed = dict.fromkeys(FILLED, SCRIPT)
    faults = [Fault(field=name, message=SCRIPT) for name in ("name", "essay", "kind", "")]
    form_page = pages.render(
        a_request(app=app, session=a_session(name=SCRIPT)), "web/gallery.html", **gallery(Form(typed, faults))
    )
    values = {
        "entries": [{"title": SCRIPT, "who": SCRIPT, "at": SAMPLES["status"][1]["at"], "text": SCRIPT}],
        "rows": [(SCRIPT, SCRIPT, f"/?{SCRIPT}"), ("b", [SCRIPT])],
        "essay": SCRIPT,
        "tasks": [{"title": SCRIPT, "href": "/", "status": (SCRIPT, "good"), "hint": SCRIPT}],
    }
    facts = pages.render(a_request(app=app), "web/status.html", **{**SAMPLES["status"][1], **values})
    for page in (form_page, facts):
        assert SCRIPT not in page.text()
        assert "&lt;script&gt;" in page.text()


def test_the_head_knows_who_is_there(app: FastAPI) -> None:
    template, values = SAMPLES["desk"]
    signed_in = soup(
        pages.render(
            a_request("/review/1", app=app, session=a_session("official", "李四")), template, **values
        )
    )
    person = signed_in.select_one("form[action='/sign-out'][method=post]")
    assert person is not None
    assert "李四" in person.get_text()
    assert "审核部门" in person.get_text()
    assert [link["href"] for link in signed_in.select("nav a[aria-current=true]")] == ["/review"]
    visitor = soup(pages.render(a_request("/sign-in", app=app), template, **values))
    assert not visitor.select("form[action='/sign-out']")
    assert visitor.select("nav a[href='/register/employer']")


def test_the_essay_is_shown_with_its_line_breaks(app: FastAPI) -> None:
    page = soup(pages.render(a_request(app=app), "web/status.html", **SAMPLES["status"][1]))
    prose = page.select_one(".govuk-summary-list .zc-prose")
    assert prose is not None
    assert prose.get_text() == ESSAY


def test_what_is_different_stands_beside_what_it_was(app: FastAPI) -> None:
    page = soup(pages.render(a_request(app=app), "web/status.html", **SAMPLES["status"][1]))
    rows = [
        [cell.get_text(" ", strip=True) for cell in row.select("td")] for row in page.select(".zc-changes tr")
    ]
    assert rows[1:] == [["论文 发表时间", "2020年3月", "2021年3月"], ["论文：新论文", "—", "新增"]]


def test_a_provisional_deadline_says_so(app: FastAPI) -> None:
    page = soup(pages.render(a_request(app=app), "web/status.html", **SAMPLES["status"][1]))
    first, second = page.select(".zc-turn")
    assert "2022年10月11日 24:00（暂定）" in " ".join(first.get_text().split())
    assert "2022年10月12日 24:00" in second.get_text()
    assert "暂定" not in second.get_text()


@pytest.mark.parametrize("status", [403, 404, 409, 413, 422, 429, 500, 503])
def test_an_error_page_says_what_happened_and_what_to_do(app: FastAPI, status: int) -> None:
    faults = [Fault(field="a", message="缺少聘任证书")]
    page = pages.error(a_request(app=app), status, "材料不齐。", faults=faults, reference="r-1")
    text = soup(page).get_text()
    words = app.state.site.error(status)
    assert page.status_code == status
    assert all(
        told in text for told in (words["title"], words["advice"], "材料不齐。", "缺少聘任证书", "r-1")
    )


def test_redirect_is_a_303() -> None:
    answer = pages.redirect("/plans")
    assert (answer.status_code, answer.headers["location"]) == (303, "/plans")
