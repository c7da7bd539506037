"""What two versions of the same facts say differently."""

from dataclasses import replace
from uuid import UUID

from contracts.sections.archive import File
from contracts.sections.blocks import Block, record_blocks
from contracts.sections.changes import Change, changes
from contracts.sections.entries import Entry, Shape
from contracts.sections.parts import Part, blocks_of
from tests.unit.sections.written import submitted


def fact(value: str, code: str = "school", label: str = "毕业院校") -> Entry:
    return Entry(code=code, label=label, value=value)


def file(name: str, sha256: str) -> File:
    return File(id=UUID(int=1), name=name, media_type="application/pdf", bytes=1, pages=1, sha256=sha256)


def told(found: tuple[Change, ...]) -> list[tuple[str, str, object, object]]:
    return [
        (one.heading, one.label, one.before and one.before.value, one.after and one.after.value)
        for one in found
    ]


def test_the_same_has_no_changes_and_a_label_that_is_worded_anew_is_none() -> None:
    block = Block(entries=(fact("浙江大学"),))
    again = Block(entries=(fact("浙江大学", label="院校"),), heading="学历")
    assert changes([block], [block]) == changes([block], [again]) == ()
    parts = blocks_of(submitted())
    assert all(not changes(parts[part], parts[part]) for part in Part)


def test_facts_that_came_went_or_say_something_else_are_told_under_their_heading() -> None:
    before = Block(entries=(fact("浙江大学"), fact("2008", "year", "年份")), heading="旧名", code="1")
    after = Block(
        entries=(fact("浙江工业大学"), fact("本科", "degree", "学历")), heading="学习经历", code="1"
    )
    assert told(changes([before], [after])) == [
        ("学习经历", "毕业院校", "浙江大学", "浙江工业大学"),
        ("学习经历", "学历", None, "本科"),
        ("学习经历", "年份", "2008", None),
    ]


def test_a_whole_record_that_came_or_went_is_one_line() -> None:
    one = Block(entries=(fact("甲"),), heading="论文：甲", code="1")
    two = Block(entries=(fact("乙"),), heading="论文：乙", code="2")
    assert told(changes([one], [two])) == [("", "论文：乙", None, "新增"), ("", "论文：甲", None, "已删除")]


def test_files_are_compared_by_their_content_and_new_ones_are_marked() -> None:
    bare = Block(entries=(fact("没有上传", "files", "佐证材料"),), heading="论文：甲", code="1")
    first = Block(entries=(), heading="论文：甲", code="1", files=(file("证书.pdf", "aa"),))
    renamed = replace(first, files=(file("证书扫描件.pdf", "aa"),))
    other = replace(first, files=(file("证书.pdf", "bb"), file("目录.pdf", "cc")))
    assert changes([first], [renamed]) == ()
    assert told(changes([bare], [first])) == [("论文：甲", "佐证材料", None, ("证书.pdf（新增）",))]
    assert told(changes([first], [other])) == [
        ("论文：甲", "佐证材料", ("证书.pdf",), ("证书.pdf（新增）", "目录.pdf（新增）"))
    ]
    assert changes([first], [other])[0].after == Entry(
        code="", label="", shape=Shape.LIST, value=("证书.pdf（新增）", "目录.pdf（新增）")
    )


def test_a_representative_achievement_says_so_and_a_mark_that_went_is_a_change() -> None:
    archive = submitted().archive
    marked = {str(one) for one in archive.representative}
    said = {
        block.code
        for block in record_blocks(archive)
        if any(entry.label == "代表作（代表性业绩）" for entry in block.entries)
    }
    assert said == marked != set()
    unmarked = record_blocks(replace(archive, representative=()))
    found = told(changes(record_blocks(archive), unmarked))
    assert [(label, before, after) for _, label, before, after in found] == [
        ("代表作（代表性业绩）", "是", None)
    ] * len(marked)
