"""The source's own city: its data, typed here a second time from the official notice."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

import cities
from contracts.notification import Template
from kit.clock import SHANGHAI
from kit.errors import Invalid, NotFound

FOLDER = Path(cities.__file__).parent
ALL = cities.load(FOLDER)
PLAN = ALL.plan("shaoxing", "2022-engineer")
COMMITTEE = "绍兴市环境保护工程技术人员中级专业技术职务任职资格评审委员会"


@pytest.mark.rule("R1.1")
def test_the_seven_acceptance_points_are_those_of_annex_five() -> None:
    points = ALL.city("shaoxing").acceptance_points

    assert [(point.place, point.name, point.address, point.phone) for point in points] == [
        ("市本级", COMMITTEE, "绍兴市越城区树下王路38号", "88096909"),
        ("越城区", "绍兴市越城区人力资源和社会保障局", "越城区北海街道马臻路45号", "88307199"),
        ("柯桥区", "绍兴市柯桥区人力资源和社会保障局", "柯桥区纺都路1066号21-22层", "84126032"),
        (
            "上虞区",
            "绍兴市上虞区人力资源和社会保障局",
            "上虞区曹娥街道嘉和路168号越城区人力资源市场内",
            "82818137",
        ),
        ("诸暨市", "诸暨市人力资源和社会保障局", "诸暨市永昌路12号", "87035676"),
        ("嵊州市", "嵊州市人力资源和社会保障局", "嵊州市剡城路369号", "83012837"),
        ("新昌县", "新昌县人力资源和社会保障局", "新昌县鼓山中路179号", "86023080"),
    ]


@pytest.mark.rule("B5.1")
def test_a_city_employer_s_declaration_passes_three_offices() -> None:
    route = ALL.route("shaoxing", "2022-engineer", cities.Sender(level="city", place="市本级"))

    assert [(stop.stage, stop.kind, stop.office_name) for stop in route] == [
        ("city-department", "department", "绍兴市生态环境局"),
        ("city-hr", "hr", "绍兴市人力资源和社会保障局"),
        ("committee", "committee", f"{COMMITTEE}办公室"),
    ]


@pytest.mark.rule("B5.2")
@pytest.mark.parametrize(
    ("place", "department", "hr"),
    [
        ("越城区", "绍兴市生态环境局越城分局", "绍兴市越城区人力资源和社会保障局"),
        ("新昌县", "绍兴市生态环境局新昌分局", "新昌县人力资源和社会保障局"),
    ],
)
def test_a_county_employer_s_declaration_passes_five_offices(place: str, department: str, hr: str) -> None:
    route = ALL.route("shaoxing", "2022-engineer", cities.Sender(level="county", place=place))

    assert [stop.office_name for stop in route] == [
        department,
        hr,
        "绍兴市生态环境局",
        "绍兴市人力资源和社会保障局",
        f"{COMMITTEE}办公室",
    ]
    assert len({stop.stage for stop in route}) == 5
    assert ALL.office(route[0].office_id).name == department


@pytest.mark.rule("A3.1")
@pytest.mark.parametrize(
    ("level", "place", "offices"), [("city", "市本级", 4), ("county", "越城区", 6), ("county", "新昌县", 6)]
)
def test_the_senior_plan_of_the_province_goes_on_to_the_senior_committee(
    level: cities.Level, place: str, offices: int
) -> None:
    senior = ALL.plan("shaoxing", "2022-senior-engineer")
    route = ALL.route("shaoxing", senior.id, cities.Sender(level=level, place=place))

    assert senior.title == "2022年度浙江省生态环境专业高级工程师专业技术职务任职资格评审申报计划"
    assert (senior.level, senior.opens, senior.closes) == ("高级", PLAN.opens, PLAN.closes)
    assert ALL.fee("shaoxing", senior.id).amount_fen == 28000
    assert len(route) == offices
    mid, last = route[-2:]
    assert (mid.office_name, mid.duties) == (f"{COMMITTEE}办公室", ("examine", "meet", "recommend"))
    accepting = ("examine", "accept", "charge", "hand_in", "meet", "publish_results")
    assert (last.stage, last.duties) == ("senior-committee", accepting)
    assert last.office_name == "浙江省生态环境专业高级工程师职务任职资格评审委员会办公室"


@pytest.mark.parametrize(("level", "place"), [("city", "越城区"), ("county", "市本级"), ("city", "杭州市")])
def test_an_employer_of_no_known_place_has_no_route(level: cities.Level, place: str) -> None:
    with pytest.raises(NotFound):
        ALL.route("shaoxing", "2022-engineer", cities.Sender(level=level, place=place))


def test_what_does_not_exist_is_not_found() -> None:
    with pytest.raises(NotFound):
        ALL.city("atlantis")
    with pytest.raises(NotFound):
        ALL.plan("shaoxing", "1999-engineer")
    with pytest.raises(NotFound):
        ALL.message("shaoxing", "spam", {})


def test_the_form_is_handed_in_at_the_ecology_bureau() -> None:
    hand_in = ALL.city("shaoxing").hand_in

    assert (hand_in.name, hand_in.address) == ("绍兴市生态环境局314办公室", "绍兴市越城区树下王路38号")


@pytest.mark.rule("M1.3")
def test_the_watermark_and_the_copies_are_those_of_annex_three() -> None:
    assert ALL.city("shaoxing").watermark == "浙江省专业技术职务任职资格申报与评审服务管理平台"
    assert (PLAN.copies.standard, PLAN.copies.interviewed) == (3, 4)


@pytest.mark.rule("A3.1")
def test_the_plan_is_open_in_its_window_only() -> None:
    def at(*moment: int) -> bool:
        return PLAN.is_open(datetime(*moment, tzinfo=SHANGHAI))  # type: ignore[arg-type, misc]

    assert PLAN.title == "2022年度绍兴市生态环境专业工程师专业技术职务任职资格评审申报计划"
    assert [at(2022, 7, 1, 8, 59), at(2022, 7, 1, 9), at(2022, 8, 31, 16, 59), at(2022, 8, 31, 17)] == [
        False,
        True,
        True,
        False,
    ]


def test_a_window_without_a_time_closes_at_midnight() -> None:
    whole_day = PLAN.model_copy(update={"closes_at": None})

    assert whole_day.closes == datetime(2022, 9, 1, tzinfo=SHANGHAI)


@pytest.mark.rule("A4.3")
@pytest.mark.rule("A4.4")
@pytest.mark.rule("A4.5")
@pytest.mark.rule("A4.6")
def test_the_photo_rule_is_the_source_s() -> None:
    assert PLAN.photo == cities.PhotoRule(
        min_bytes=30 * 1024,
        max_bytes=1024 * 1024,
        min_width=215,
        min_height=300,
        min_ratio=Decimal("0.65"),
        max_ratio=Decimal("0.8"),
        background="white",
    )


def test_the_plan_holds_the_source_s_numbers() -> None:
    assert PLAN.categories == ("监测与分析", "工程与咨询", "规划与管理")
    assert [kind.name for kind in PLAN.kind] == ["正常申报", "转评", "标志性业绩直接申报", "自评申报"]
    assert (PLAN.statement_limit, PLAN.publicity_days, PLAN.payment_days) == (1000, 5, 15)
    assert PLAN.reminders == (3, 1)
    assert PLAN.education_years == (2019, 2020, 2021)
    assert ALL.fee("shaoxing", "2022-engineer").amount_fen == 18000


def test_a_plan_s_version_changes_with_its_content_only() -> None:
    assert PLAN.version == cities.load(FOLDER).plan("shaoxing", "2022-engineer").version
    assert PLAN.version != PLAN.model_copy(update={"publicity_days": 7}).version


def test_an_office_s_id_never_changes() -> None:
    ids = {office.slug: str(office.id) for office in ALL.city("shaoxing").offices}

    assert ids["ecology"] == "3f151546-0de8-5141-9906-c1ae00988bc5"
    assert len(set(ids.values())) == len(ids) == 16


def test_an_office_that_takes_declarations_in_has_its_address() -> None:
    office = next(one for one in ALL.city("shaoxing").offices if one.slug == "zhuji-hr")

    assert (office.address, office.phone) == ("诸暨市永昌路12号", "87035676")


@pytest.mark.rule("A9.1")
def test_the_message_of_acceptance_names_deadline_and_amount() -> None:
    facts = {"plan": PLAN.title, "item": "评审费", "amount": "180.00", "due": "2022年10月25日24:00"}
    text = ALL.message("shaoxing", "fee_due", facts)

    assert text.startswith("【12333】")
    assert "评审费180.00元" in text
    assert "2022年10月25日24:00前" in text


def test_a_message_without_its_facts_is_refused() -> None:
    with pytest.raises(Invalid, match="amount、due、item"):
        ALL.message("shaoxing", "fee_due", {"plan": PLAN.title})


def test_every_message_that_is_promised_has_a_text() -> None:
    assert cities.TEMPLATES.keys() == {template.value for template in Template}
