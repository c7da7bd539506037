import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import cities
from cli.__main__ import app
from kit.errors import NotFound

OURS = Path(cities.__file__).parent
SENIOR = "2022-xinhai-senior"
GROUP, OTHER = "91330000MA2XH00015", "91330000MA2XH00023"
COMMITTEE = "绍兴市环境保护工程技术人员中级专业技术职务任职资格评审委员会办公室"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["route", "explain", *map(str, words)], env={"ZHICHENG_CITIES": None})


def stops(told: Result) -> list[tuple[str, str | None]]:
    return [(stop["rule"], stop["office"]) for stop in json.loads(told.stdout)["stops"]]


@pytest.mark.rule("B5.2")
def test_a_chain_is_told_with_the_rule_and_the_reason_of_each_stop() -> None:
    told = run("shaoxing", "2022-engineer", "--place", "越城区")

    assert told.exit_code == 0
    assert told.stdout.splitlines()[1:] == [
        "路径：routes.toml 第 2 条，规则 B5.2",
        "  “越城区”在 city.toml 中属县级，计划 2022-engineer 评审中级",
        "  employer  用人单位：审查、公示、出具意见（E4.1、E4.4、E4.5），每一条路径都从这里开始",
        "  county-department  绍兴市生态环境局越城分局：审查",
        "    B5.2：越城区的县级主管部门",
        "  county-hr  绍兴市越城区人力资源和社会保障局：审查",
        "    B5.2：越城区的县级人力社保部门",
        "  city-department  绍兴市生态环境局：审查",
        "    B5.2：本市的市级主管部门",
        "  city-hr  绍兴市人力资源和社会保障局：审查",
        "    B5.2：本市的市级人力社保部门",
        f"  committee  {COMMITTEE}：审查、受理、收费、接收纸质材料、召开评审会、公示结果",
        "    B5.2：本市的市级评委会办公室",
    ]


def test_a_stop_that_a_place_does_not_have_is_told_with_the_reason() -> None:
    told = run("xinhai", SENIOR, "--place", "临港功能区")

    assert told.exit_code == 0
    assert "  county-department  —\n" in told.stdout
    assert "    B5.2：不经过：“临港功能区”写在 absent_in 中，没有县级主管部门\n" in told.stdout
    assert "县级人力社保部门" in told.stdout
    assert "routes.toml 以 office 指定的省级评委会办公室" in told.stdout


@pytest.mark.rule("P1.1")
def test_a_unit_with_a_committee_of_its_own_is_known_by_its_code() -> None:
    told = run("xinhai", SENIOR, "--place", "省直", "--unit", GROUP.lower())

    assert told.exit_code == 0
    assert f"单位 {GROUP} 自设中评委：offices.toml 的 group-committee 写明为其办公室（serves）" in told.stdout
    assert f"P1.1：单位自设中评委的办公室：serves 中写有 {GROUP}" in told.stdout
    by_code = run("xinhai", SENIOR, "--place", "省直", "--unit", GROUP, "--json")
    assert stops(by_code) == [("P1.1", "group-committee"), ("P1.1", "senior-committee")]


@pytest.mark.rule("P2.1")
def test_a_unit_without_one_goes_by_its_own_department() -> None:
    words = ("xinhai", SENIOR, "--place", "省直", "--unit", OTHER, "--department", "province-water")

    assert stops(run(*words, "--json")) == [
        ("P2.1", "province-water"),
        ("P2.1", "province-ecology-personnel"),
    ]
    assert "单位未设中评委" in run(*words).stdout
    assert "P2.1：单位自己的主管部门（省级主管部门）" in run(*words).stdout


@pytest.mark.parametrize(
    ("own", "says", "why"),
    [
        (["--own-committee"], "单位登记为自设中评委", f"没有 serves 中写有“{OTHER}”的省级评委会办公室"),
        ([], "单位未设中评委", "单位没有登记省级主管部门，请核对其主管部门"),
    ],
)
def test_a_way_with_an_unknown_office_is_told_as_far_as_it_goes(own: list[str], says: str, why: str) -> None:
    words = ("xinhai", SENIOR, "--place", "省直", "--unit", OTHER, *own)
    told = run(*words)

    assert told.exit_code == 1
    assert all(one in told.stdout for one in (says, why, "没有找到机构", "指定的省级"))
    assert "请联系管理员核对" in told.stderr
    answer = json.loads(run(*words, "--json").stdout)
    assert (answer["ok"], answer["stops"][0]["office"]) == (False, None)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["nowhere", SENIOR, "--place", "省直"], "没有城市“nowhere”的配置"),
        (["xinhai", "2022-engineer", "--place", "省直"], "没有申报计划“2022-engineer”"),
        (["shaoxing", "2022-engineer", "--place", "省直"], "请用 city.toml 中的名称：市本级、越城区"),
        (["xinhai", SENIOR, "--place", "省直", "--department", "hr"], "没有主管部门“hr”"),
    ],
)
def test_what_a_city_does_not_know_is_refused_in_words(words: list[str], why: str) -> None:
    told = run(*words)

    assert (told.exit_code, told.stdout) == (1, "")
    assert why in told.stderr
    assert why in json.loads(run(*words, "--json").stdout)["problem"]


def test_a_city_with_faults_explains_nothing(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(OURS / "shaoxing", tmp_path / "shaoxing"))
    file = folder / "routes.toml"
    file.write_text(file.read_text().replace('kind = "hr"', 'kind = "post"'))

    told = run("shaoxing", "2022-engineer", "--place", "越城区", "--cities", folder)

    assert told.exit_code == 1
    assert "shaoxing/routes.toml" in told.stdout


@pytest.mark.rule("B5.1", "B5.2", "P1.1", "P2.1")
def test_what_is_told_is_the_way_that_cases_go() -> None:
    found = cities.load(OURS)
    for city in found:
        departments = [office.id for office in city.offices if office.kind == "department"]
        senders = [
            cities.Sender(
                level=place.level, place=place.name, credit_code=code, department_id=id_, own_committee=own
            )
            for place in city.places
            for code in (GROUP, OTHER)
            for id_ in (*departments, None)
            for own in (False, True)
        ]
        for plan in city.plans:
            for sender in senders:
                told = cities.explain(city, plan, sender)
                assert told is not None
                offices = tuple(step.office.id for step in told.steps if step.office)
                if told.is_complete:
                    way = found.route(city.slug, plan.id, sender)
                    assert tuple(stop.office_id for stop in way) == offices
                else:
                    with pytest.raises(NotFound, match=told.route.rule):
                        found.route(city.slug, plan.id, sender)
