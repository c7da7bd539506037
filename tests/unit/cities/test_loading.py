"""Broken folders: each fault is told with its file, its place and what to do."""

import shutil
from pathlib import Path

import pytest

import cities

OURS = Path(cities.__file__).parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(OURS / "shaoxing", tmp_path / "cities" / "shaoxing")
    return tmp_path / "cities"


def _edit(folder: Path, file: str, old: str, new: str, *, city: str = "shaoxing") -> None:
    path = folder / city / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


PLAN = "plans/2022-engineer.toml"


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("city.toml", "code = ", "kode = ", "city.toml：code：缺少此项"),
        ("city.toml", '"330600"', "330600", "city.toml：code：应为加引号的文字"),
        ("city.toml", '"330600"', '"3306"', "city.toml：code：格式不对"),
        ("city.toml", "name = ", "name ", "city.toml：不是有效的 TOML"),
        ("city.toml", "柯桥区", "越城区", "city.toml：place：“越城区”出现了多次"),
        ("city.toml", "department = 10", "department = 0", "examination_days.department：应不小于 2"),
        ("city.toml", "department = 10", "office = 10", "city.toml：examination_days.office"),
        ("city.toml", "hr = 10", "hr = 3", "examination_days.hr：应多于提前提醒的天数"),
        ("offices.toml", '"hr"\nlevel', '"human"\nlevel', "offices.toml：office[2].kind：只能是"),
        ("offices.toml", 'slug = "hr"', 'slug = "ecology"', "office[1] ecology.slug：与另一机构重复"),
        ("offices.toml", 'parent = "ecology"', 'parent = "moon"', "没有机构“moon”，请改正或删除"),
        ("offices.toml", 'slug = "ecology"', 'slug = "ecology"\nparent = "keqiao-ecology"', "绕成了圈"),
        ("offices.toml", 'place = "越城区"', 'place = "杭州市"', "“杭州市”不在 city.toml 的 place 中"),
        ("offices.toml", 'level = "county"', 'level = "city"', "“越城区”是 county 级"),
        ("acceptance_points.toml", "88307199", "电话", "acceptance_point[2].phone：格式不对"),
        ("acceptance_points.toml", '"yuecheng-hr"', '"keqiao-hr"', "机构“keqiao-hr”属于柯桥区"),
        ("acceptance_points.toml", '"yuecheng-hr"', '"nobody"', "offices.toml 中没有机构“nobody”"),
        (
            "acceptance_points.toml",
            'place = "越城区"',
            'place = "柯桥区"',
            "“越城区”应有一个受理点，现有 0 个",
        ),
        ("routes.toml", '"county-hr"', '"county-department"', "环节“county-department”出现了 2 次"),
        ("routes.toml", '"committee", level = "city"', '"committee", level = "county"', "现有 0 个"),
        ("routes.toml", '"accept", "charge", ', "", "没有受理并收费的环节"),
        ("offices.toml", 'kind = "hr"\nlevel = "city"', 'kind = "department"\nlevel = "city"', "现有 2 个"),
        ("offices.toml", 'place = "市本级"\n', "", "offices.toml：office[1].place：缺少此项"),
        (
            "offices.toml",
            'slug = "hr"',
            'slug = "hr"\nreplaces = ["ecology"]',
            "机构“ecology”还在，不能被承接",
        ),
        (
            "offices.toml",
            'slug = "hr"',
            'slug = "hr"\nserves = ["91330000MA2XH00015"]',
            "只有评委会办公室（committee）可以写 serves",
        ),
        (
            "acceptance_points.toml",
            "[[acceptance_point]]",
            (
                '[[acceptance_point]]\nplace = "越城区"\nname = "x"\naddress = "y"\nphone = "88307199"\n'
                'office = "yuecheng-hr"\n\n[[acceptance_point]]'
            ),
            "“越城区”应有一个受理点，现有 2 个",
        ),
        ("routes.toml", 'employer = "county"', 'employer = "province"', "没有 province 级的 place"),
        ("routes.toml", 'employer = "county"', 'employer = "city"', "有 2 条 city 级单位的审核路径"),
        (
            "routes.toml",
            '{stage = "county-hr", kind = "hr", level = "county"}',
            '{stage = "county-hr", kind = "hr", level = "county", absent_in = ["越城区"]}',
            "“越城区”有county 级人力社保部门（hr），请从 absent_in 中删除",
        ),
        (
            "routes.toml",
            '{stage = "county-hr", kind = "hr", level = "county"}',
            '{stage = "county-hr", kind = "hr", level = "county", absent_in = ["滨海"]}',
            "absent_in 中的“滨海”不是 county 级的 place",
        ),
        (
            "routes.toml",
            'kind = "committee", level = "city", duties',
            'kind = "committee", level = "city", of = "employer", duties',
            "没有可作为单位自有的city 级评委会办公室（committee）",
        ),
        (
            "routes.toml",
            '["初级", "中级"]',
            '["初级"]',
            "routes.toml：route：计划 2022-engineer（中级）缺少 city",
        ),
        ("reasons.toml", 'item = "photo"', 'item = "picture"', "reasons.toml：reason["),
        ("reasons.toml", '"姓名、证件等与实际不符"', f'"{"不符" * 31}"', "reasons.toml：reason[1].words"),
        ("reasons.toml", '"records-other"', '"form-other"', "reason：“form-other”出现了 2 次"),
        ("reasons.toml", 'verdicts = ["refused"]', 'verdicts = ["returned"]', "应写明申报人怎么办"),
        ("opinions.toml", 'verdict = "passed"', 'verdict = "praised"', "opinions.toml：opinion["),
        ("opinions.toml", 'item = "records"', 'item = "record"', "opinions.toml：opinion["),
        ("opinions.toml", "任现职年限不足，", "任现职年限不足，" * 200, "opinions.toml：opinion[8].text"),
        ("opinions.toml", '"refused-range"', '"refused-years"', "“refused-years”出现了 2 次"),
        ("fees.toml", "评审推荐费", "材料审核费", "fee：不得收取“材料审核费”：只能收取评审费、评审推荐费"),
        (
            "routes.toml",
            'kind = "hr", level = "county"',
            'kind = "hr", level = "county", duties = ["examine", "charge"]',
            "地方人力社保部门不得收取任何费用，请从 duties 中删除 charge",
        ),
        (
            "routes.toml",
            '"meet", "publish_results"]',
            '"meet"]',
            "duties 中 meet 之后应为 publish_results 或 recommend",
        ),
        ("fees.toml", "18000", "0", "fees.toml：fee[2].amount_fen：应大于 0"),
        ("fees.toml", "18000", "180.00", "fees.toml：fee[2].amount_fen：应为整数"),
        ("fees.toml", '"中级"', '"初级"', "缺少中级“评审费”（计划 2022-engineer 需要）"),
        ("fees.toml", '"中级"', '"初级"', "初级“评审费”出现了 2 次"),
        ("messages.toml", "[message.fee_due]", "[message.fee_do]", "message.fee_due：缺少这条短信"),
        ("messages.toml", "[message.fee_due]", "[message.fee_do]", "message.fee_do：没有这种短信"),
        ("messages.toml", "{due}前", "{name}前", "{name} 不能用在这里（可用：amount、due、item、plan）"),
        ("messages.toml", "{due}", "{due", "花括号不成对"),
        ("messages.toml", "{due}", "{due.year}", "{due.year} 不能用在这里"),
        ("messages.toml", "{due}", "{due!r}", "不能带格式"),
        ("messages.toml", "【12333】贵", "贵", "应以【12333】开头"),
        ("messages.toml", "逾期视为放弃申报", "逾期" * 80, "最多 200 字"),
        (PLAN, "closes_on = 2022-08-31", "closes_on = 2022-06-30", f"{PLAN}：closes_on：申报截止应晚于开始"),
        (PLAN, "publicity_days = 5", "publicity_days = 4", "publicity_days：应不小于 5"),
        (PLAN, "honour = 6", "honours = 6", "achievements：“honours”不是业绩的种类"),
        (PLAN, "honour = 6", "honour = 0", "achievements.honour"),
        (PLAN, "reminders = [3, 1]", "reminders = [15, 1]", "提醒应在缴费期限（15 天）之内"),
        (PLAN, "reminders = [3, 1]", "reminders = [1, 1]", "reminders：“1”出现了多次"),
        (PLAN, "max_ratio = 0.8", "max_ratio = 0.5", "photo.max_ratio：应不小于 min_ratio"),
        (PLAN, "1048576", "100", "photo.max_bytes：应大于 min_bytes"),
        (PLAN, 'slug = "transfer"', 'slug = "regular"', "kind：“regular”出现了多次"),
        (PLAN, 'slug = "transfer"', 'slug = "transfers"', "kind[2].slug：“transfers”不是申报方式"),
        (PLAN, 'skilled = "技能人才"', 'skilled = "能手"', "kind[1].skilled：“能手”不在 options 中"),
        (PLAN, "landmark_limit = 500", "", "kind[3].landmark_limit：申报方式 landmark 须写明"),
        (PLAN, 'name = "转评"', 'name = "转评"\nlandmark_limit = 5', "kind[2].landmark_limit"),
        (PLAN, "opens_on = 2022-07-01", 'opens_on = "2022-07-01"', "opens_on：应为日期"),
        (PLAN, 'level = "中级"', 'level = "特级"', "level：只能是"),
    ],
)
def test_a_broken_city_is_told_what_to_mend(folder: Path, file: str, old: str, new: str, fault: str) -> None:
    _edit(folder, file, old, new)

    with pytest.raises(cities.BrokenCities) as refusal:
        cities.load(folder)

    assert fault in str(refusal.value)
    assert all(one.file.startswith("shaoxing/") for one in refusal.value.faults)


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("offices.toml", '["91330000MA2XH00015"]', '["91330000MA2XH00010"]', "91330000MA2XH00010”有误"),
        ("offices.toml", '["91330000MA2XH00015"]', "[]", "没有可作为单位自有的province 级评委会办公室"),
        (
            "offices.toml",
            'slug = "senior-committee"',
            'slug = "senior-committee"\nserves = ["91330000MA2XH00015"]',
            "单位“91330000MA2XH00015”的中评委办公室应只有一个",
        ),
        ("routes.toml", 'office = "senior-committee"', 'office = "nobody"', "现有 0 个"),
        ("routes.toml", "own_committee = true\n", "", "有 2 条 province 级单位的审核路径"),
        ("routes.toml", '["中级", "高级"]', '["高级"]', "（中级）缺少 province 级单位的审核路径"),
        ("routes.toml", ', absent_in = ["临港功能区", "高新功能区"]', "", "“高新功能区”的单位在此应有一个"),
    ],
)
def test_a_broken_city_of_the_other_shape_is_told_what_to_mend(
    tmp_path: Path, file: str, old: str, new: str, fault: str
) -> None:
    shutil.copytree(OURS / "xinhai", tmp_path / "xinhai")
    _edit(tmp_path, file, old, new, city="xinhai")

    _, faults = cities.check(tmp_path)

    assert fault in "\n".join(map(str, faults))
    assert all(one.file.startswith("xinhai/") and one.remedy for one in faults)


def test_a_file_of_no_use_and_a_folder_with_a_strange_name_are_told(folder: Path) -> None:
    (folder / "shaoxing" / "fee.toml").write_text("")
    (folder / "shaoxing").rename(folder / "绍兴")

    _, faults = cities.check(folder)

    assert next(str(one) for one in faults) == "绍兴：目录名应只含小写字母、数字和连字符，请改名"
    assert "绍兴/fee.toml：没有这种文件，请核对文件名（应为 city.toml、" in str(faults[1])


def test_two_cities_with_one_code_are_told(folder: Path) -> None:
    shutil.copytree(folder / "shaoxing", folder / "ningbo")

    _, faults = cities.check(folder)

    assert [str(one) for one in faults] == [
        "shaoxing/city.toml：code：与 ningbo 的行政区划代码相同（330600），请改正其一"
    ]


@pytest.mark.parametrize(
    "file",
    [
        "city.toml",
        "offices.toml",
        "acceptance_points.toml",
        "routes.toml",
        "fees.toml",
        "messages.toml",
        "reasons.toml",
        "opinions.toml",
    ],
)
def test_a_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / "shaoxing" / file).unlink()

    _, faults = cities.check(folder)

    assert f"shaoxing/{file}：缺少这个文件，请新建" in map(str, faults)


def test_a_city_without_plans_is_told_so(folder: Path) -> None:
    for plan in (folder / "shaoxing" / "plans").iterdir():
        plan.unlink()

    _, faults = cities.check(folder)

    assert [str(one) for one in faults] == ["shaoxing/plans/：没有申报计划，请至少放入一个"]


def test_a_plan_s_file_name_must_be_an_id(folder: Path) -> None:
    plan = folder / "shaoxing" / PLAN
    plan.rename(plan.with_name("2022 工程师.toml"))

    _, faults = cities.check(folder)

    assert "文件名“2022 工程师”应只含小写字母" in str(faults[0])


def test_faults_of_several_files_come_together(folder: Path) -> None:
    _edit(folder, "city.toml", '"330600"', '"0"')
    _edit(folder, "fees.toml", "18000", "-1")
    _edit(folder, "messages.toml", "【12333】贵", "贵")
    _edit(folder, PLAN, "publicity_days = 5", "publicity_days = 1")

    _, faults = cities.check(folder)

    assert {one.file for one in faults} == {
        "shaoxing/city.toml",
        "shaoxing/fees.toml",
        "shaoxing/messages.toml",
        f"shaoxing/{PLAN}",
    }


def test_one_broken_city_does_not_hide_the_others(folder: Path) -> None:
    shutil.copytree(folder / "shaoxing", folder / "ningbo")
    _edit(folder, "fees.toml", "18000", "-1")

    good, faults = cities.check(folder)

    assert [city.slug for city in good] == ["ningbo"]
    assert {one.file for one in faults} == {"shaoxing/fees.toml"}


def test_an_office_of_another_city_has_another_id(folder: Path) -> None:
    shutil.copytree(folder / "shaoxing", folder / "ningbo")
    _edit(folder, "city.toml", "330600", "330200", city="ningbo")
    both = cities.load(folder)

    ids = [office.id for city in both for office in city.offices]

    assert len(set(ids)) == len(ids) == 32


def test_a_city_s_own_folder_can_be_checked(folder: Path) -> None:
    found, faults = cities.check(folder / "shaoxing")

    assert (len(found.by_slug), faults) == (1, [])


@pytest.mark.parametrize("name", ["", "nowhere"])
def test_a_folder_without_cities_says_what_is_expected(tmp_path: Path, name: str) -> None:
    _, faults = cities.check(tmp_path / name)

    assert "没有找到城市" in str(faults[0])


def test_a_file_in_another_encoding_is_told_so(folder: Path) -> None:
    path = folder / "shaoxing" / "city.toml"
    path.write_bytes(path.read_text().encode("gb18030"))

    _, faults = cities.check(folder)

    assert "不是 UTF-8 文本" in str(faults[0])
