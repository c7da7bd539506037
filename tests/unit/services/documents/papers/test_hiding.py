"""ID and mobile numbers are hidden however they are written; what the public is to check stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.documents.papers.domain.hiding import HIDDEN, public

pytestmark = pytest.mark.rule("E4.5")

ID_NUMBER = "330699199003071237"


@pytest.mark.parametrize(
    "number",
    [
        "330699199003071237",
        "330699 19900307 1237",
        "３３０６９９１９９００３０７１２３７",
        "330699-19900307-1237",
        "330699－19900307－1237",
        "330699（19900307）1237",
        "3306 9919 9003 0712 37",
        "3 3 0 6 9 9 1 9 9 0 0 3 0 7 1 2 3 7",
        "330699\u3000199003071237",
        "330699\u00a0199003071237",
        "330699\u200b199003071237",
        "330699.19900307.1237",
        "33069919880808118X",
        "33069919880808118x",
        "33069919880808118Ｘ",
        "33069919880808118 X",
        "330699 19880808 118Ⅹ",
        "33069919880808118Х",  # a Cyrillic letter
    ],
)
@pytest.mark.parametrize(
    "written", ["身份证{}", "身份证号：{}。", "{}", "张三（{}）", "（{}，男）", "见{}号"]
)
def test_an_id_number_is_hidden(number: str, written: str) -> None:
    assert public(written.format(number)) == written.format(HIDDEN)


@pytest.mark.parametrize(
    "number",
    [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "138—0013—8000",
        "138‑0013‑8000",
        "138.0013.8000",
        "138\u30000013\u30008000",
        "１３８００１３８０００",
        "１３８－００１３－８０００",
        "+8613800138000",
        "+86 13800138000",
        "+86-138-0013-8000",
        "＋８６１３８００１３８０００",
        "(+86)13800138000",
        "（+86）138 0013 8000",
        "0086 13800138000",
        "86-13800138000",
        "(138)00138000",
        "（138）0013-8000",
        "138\u200b00138000",
        "\u202d13800138000",
        "1 3 8 0 0 1 3 8 0 0 0",
    ],
)
@pytest.mark.parametrize(
    "written", ["手机{}", "联系电话：{}，", "{}", "张三 {}", "项目负责人张三{}", "TEL{}", "许可证办理电话{}"]
)
def test_a_mobile_number_is_hidden(number: str, written: str) -> None:
    assert public(written.format(number)).replace("\u202d", "") == written.format(HIDDEN)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("手机 1380 013 8000", "手机 ［已隐去］"),
        ("手机：13800138000、13900139000；", "手机：［已隐去］、［已隐去］；"),
        ("13800138000/13900139000", "［已隐去］/［已隐去］"),
        ("身份证33069919880808118X 13800138000", "身份证［已隐去］ ［已隐去］"),
        ("立项编号 13901234567，手机 13800138000", "立项编号 13901234567，手机 ［已隐去］"),
        ("投资 13800138000 元。电话 13800138000", "投资 13800138000 元。电话 ［已隐去］"),
        ("2019 138 0013 8000", "2019 ［已隐去］"),
        ("身份证 330699199003071230", "身份证 ［已隐去］"),  # one digit wrong is still somebody's
        ("身份证 330699900307123", "身份证 ［已隐去］"),
        ("证书编号 330699199003071237", "证书编号 ［已隐去］"),  # some certificates have the person's number
        ("护照E12345678，", "护照［已隐去］，"),
        ("通行证号码：H1234567802", "通行证号码：［已隐去］"),
    ],
)
def test_words_and_neighbours_tell_whose_a_number_is(text: str, shown: str) -> None:
    assert public(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "毕业证书编号 103351201005001234",
        "毕业证书编号：114171201005011018",  # a birthday and a check character by chance
        "学位证书编号 1033542010000123",
        "统一社会信用代码 913306021234567890",
        "统一社会信用代码 91330602MA2BQ1234P",
        "立项编号 13901234567",
        "立项编号：13901234567、13901234568",
        "项目编号（13901234567）",
        "立项 No.13901234567",
        "合同号13901234567",
        "专利 ZL201910123456.7",
        "ZL13901234567",
        "总投资 13800138000 元",
        "总投资13800138000.50元",
        "总投资约 13800138000",
        "产值达￥13800138000",
        "13800138000 万元",
        "年发电 13800138000 kWh",
        "处理废水 13800138000 吨",
        "13,800,138,000 元",
        "登记号 2019SR0139012",
        "三次测定 1500 1200 350 mg/L",
        "编号 2019012345678",
        "产值12345678901234567890元",
        "2019-05-06 至 2020-07-08",
        "HJ 139-2019、GB 3095-2012",
        "10⁻³ mg·L⁻¹，x¹²",
        "电话 0571-88888888",
        "330699199003071230",  # no check character, no word: a number like any other
        "330699199013071230",  # no such month
        "",
    ],
)
def test_what_the_public_is_to_check_stays(text: str) -> None:
    assert public(text) == text


@given(st.text(alphabet="0138 -–+()（）［.Xx身份证手机\u200b³①\n", max_size=60))
def test_no_text_makes_it_fail_and_nothing_is_found_twice(text: str) -> None:
    assert public(public(text)) == public(text)


@given(st.text(max_size=40).filter(lambda text: not any(sign.isnumeric() for sign in text)))
def test_text_without_digits_stays(text: str) -> None:
    assert public(text) == text
