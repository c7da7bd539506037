from pathlib import Path

import pytest

from kit.calendar import BadYear, load_year, read_year

GOOD = """
year = 2027
source = "国务院办公厅关于2027年部分节假日安排的通知（试验用）"
holiday = [
  {name = "元旦", from = 2027-01-01, to = 2027-01-03},
  {name = "春节", from = 2027-02-05, to = 2027-02-11, work = [2027-01-31, 2027-02-20]},
  {name = "清明节", from = 2027-04-03, to = 2027-04-05},
  {name = "劳动节", from = 2027-05-01, to = 2027-05-05, work = [2027-04-25]},
  {name = "端午节", from = 2027-06-09, to = 2027-06-09},
  {name = "中秋节", from = 2027-09-15, to = 2027-09-15},
  {name = "国庆节", from = 2027-10-01, to = 2027-10-07, work = [2027-09-26, 2027-10-09]},
]
"""


def _write(folder: Path, content: str, name: str = "2027.toml") -> Path:
    path = folder / name
    path.write_text(content)
    return path


def test_a_good_file_says_what_was_announced(tmp_path: Path) -> None:
    year = read_year(_write(tmp_path, GOOD))

    assert len(year.off) == 27
    assert len(year.work) == 5


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("year = 2027", "year = 2028", "2027-01-01 不属于 2028 年"),
        ("year = 2027", "", "缺少此项"),
        ("source =", "sauce =", "没有这一项"),
        ("通知（试验用）", '"', "不是有效的 TOML"),
        ("2027-01-03}", "2026-12-03}", "早于 from"),
        ("2027-01-03}", "2027-03-03}", "连续放假 62 天"),
        ("2027-04-05}", "2027-04-04}", "2027-04-05 是法定节假日，应在放假日期内"),
        ("2027-04-25", "2027-04-26", "2027-04-26 不是周六或周日"),
        ("2027-04-25", "2027-10-02", "2027-10-02 是法定节假日，不能上班"),
        ("[2027-04-25]", "[2027-04-25, 2027-04-25]", "2027-04-25 出现了多次"),
        ("2027-04-25", "2027-01-31", "2027-01-31 出现了多次"),
        ("2027-04-25", "2026-04-25", "2026-04-25 不属于 2027 年"),
        ("from = 2027-06-09", 'from = "2027-06-09"', "应为日期，不加引号"),
        ("from = 2027-06-09", "from = 2027-06-09T08:00:00", "不带时间"),
    ],
)
def test_a_fault_is_named_with_its_remedy(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert old in GOOD

    with pytest.raises(BadYear) as refusal:
        read_year(_write(tmp_path, GOOD.replace(old, new, 1)))

    assert fault in str(refusal.value)
    assert all(one.file == "2027.toml" for one in refusal.value.faults)


def test_all_faults_come_in_one_list(tmp_path: Path) -> None:
    bad = GOOD.replace("2027-04-25", "2027-04-26").replace("2027-10-09", "2027-10-08")

    with pytest.raises(BadYear) as refusal:
        read_year(_write(tmp_path, bad))

    assert len(refusal.value.faults) == 2


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"\x00" * 10])
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "2027.toml"
    path.write_bytes(content)

    with pytest.raises(BadYear):
        read_year(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadYear, match="无法读取"):
        read_year(tmp_path / "none.toml")


def test_loading_puts_the_file_under_the_name_of_its_year(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "years"

    load_year(_write(tmp_path, GOOD, "paper.toml"), folder)

    assert [path.name for path in folder.iterdir()] == ["2027.toml"]
    assert (folder / "2027.toml").read_text() == GOOD


def test_a_refused_file_is_not_loaded(tmp_path: Path) -> None:
    with pytest.raises(BadYear):
        load_year(_write(tmp_path, "year = 2027"), tmp_path / "years")

    assert not (tmp_path / "years").exists()
