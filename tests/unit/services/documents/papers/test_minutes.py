"""Minutes and vote sheet of a meeting: all that 令第40号 asks for, and for hundreds as for two."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

from contracts.minutes import Facts, Lists, Member, Recused, Voted
from services.documents.papers import rendering
from services.documents.papers.domain.paper import Kind
from services.documents.papers.minutes import content as minutes
from services.documents.papers.rendering import Renderer
from services.documents.papers.vote_sheet import content as vote_sheet
from tests.unit.services.documents.conftest import SOMEBODY, PageTexts, in_one_loop

TEMPLATES = Path(rendering.__file__).parents[1]
PAPER = UUID(int=9)
FACTS = Facts(
    paper_id=PAPER,
    account_id=UUID(int=1),
    platform="浙江省专业技术职务任职资格申报与评审管理服务平台",
    committee="绍兴市环境保护工程技术人员中级专业技术职务任职资格评审委员会",
    title="2022年度中级评审会议",
    plan="2022年度绍兴市生态环境专业工程师评审申报计划",
    year=2022,
    scope="按专业组建",
    held_on=date(2022, 12, 10),
    place="绍兴市生态环境局 302 会议室",
    number="384-107-6255",
    recused_counts=False,
    commitment="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    draw_address="https://zcps.example.cn/publicity/draws/00000000-0000-0000-0000-000000000009",
    drawn_at=datetime(2022, 12, 1, 1, 30, tzinfo=UTC),
    opened_at=datetime(2022, 12, 10, 6, 0, tzinfo=UTC),
    closed_at=datetime(2022, 12, 10, 7, 20, tzinfo=UTC),
    closed_on=date(2022, 12, 10),
    chair="周知情",
    chair_part="主任委员",
    counted_by=(),
    recorded_at=datetime(2022, 12, 10, 8, 0, tzinfo=UTC),
    recorded_by="赵六",
    minutes_sha256="5f" * 32,
    vote_sheet_sha256="c4" * 32,
    parts=1,
)
MEMBER = Member(name="周知情", unit="第一研究院", category="监测与分析", part="主任委员", is_present=True)
VOTED = Voted(
    number=1,
    name="张三",
    employer="绍兴清源环境科技有限公司",
    category="监测与分析",
    title_applied="生态环境专业工程师",
    present=9,
    recused=1,
    counted=8,
    yes=6,
    no=1,
    invalid=0,
    is_elected=True,
    text="",
)
FAILED = replace(
    VOTED, number=2, name="李四", category="工程与咨询", yes=5, is_elected=False, text="业绩数量不足。"
)
RECUSED = Recused(applicant="张三", member="周知情", why="与申报人员同一单位")
MEMBERS = [MEMBER] * 9 + [replace(MEMBER, name="吴九", part="", is_present=False)] * 2
LISTS = Lists(paper_id=PAPER, number=0, members=tuple(MEMBERS), voted=(VOTED, FAILED), recused=(RECUSED,))


@in_one_loop
async def test_the_minutes_say_who_met_how_they_were_drawn_and_what_came_of_it(
    renderer: Renderer, page_texts: PageTexts
) -> None:
    spoken = replace(FAILED, interview="未通过，对所做的工作不熟悉", opinion="主要业绩与专业关联不够")
    told = minutes.content(FACTS, MEMBERS, [VOTED, spoken], [RECUSED])
    seen = "".join(page_texts(await renderer.render(SOMEBODY, Kind.MINUTES, told)))
    for fact in (
        *(FACTS.committee, FACTS.plan, "2022年12月10日", FACTS.number, "302会议室", "周知情（主任委员）"),
        *("委员11人，到会9人；应有三分之二（8人）以上到会", "不计入计算比例的人数", "共1人次"),
        *(FACTS.commitment, FACTS.draw_address, "15:20，由周知情宣布结束", "16:00，赵六", "5f5f5f"),
        *("监测与分析110", "工程与咨询101", "合计211", "与申报人员同一单位", "业绩数量不足。", "吴九"),
        *("四、评议组意见", "工程与咨询评议组", "主要业绩与专业关联不够"),
        *("五、面试答辩", "未通过，对所做的工作不熟悉", "六、未通过人员"),
        *("主持人（签字）", "评审委员会（印章）", "第1页，共2页"),
    ):
        assert fact in seen


@in_one_loop
async def test_the_vote_sheet_has_a_line_for_each_in_order_and_what_they_come_to(
    renderer: Renderer, page_texts: PageTexts
) -> None:
    told = vote_sheet.content(FACTS, MEMBERS, [VOTED, FAILED])
    assert told["voted"][0][4:] == ["9", "1", "8", "6", "1", "1", "0", "75.0%", "通过"]
    assert told["voted"][1][4:] == ["9", "1", "8", "5", "1", "2", "0", "62.5%", "未通过"]
    assert told["total"] == ["2 人", "2", "16", "11", "2", "3", "0", "通过 1 人\n未通过 1 人"]
    (page,) = page_texts(await renderer.render(SOMEBODY, Kind.VOTE_SHEET, told))
    assert page.index("张三") < page.index("李四") < page.index("合计")
    assert "无记名电子投票" in page
    assert FACTS.number in page
    assert FACTS.vote_sheet_sha256 in page
    nobody = replace(VOTED, present=1, recused=1, counted=0, yes=0, no=0, is_elected=False)
    assert vote_sheet.content(FACTS, MEMBERS, [nobody])["voted"][0][-2:] == ["—", "未通过"]


@in_one_loop
async def test_of_a_vote_on_paper_both_say_so_with_who_counted_and_what_was_invalid(
    renderer: Renderer, page_texts: PageTexts
) -> None:
    facts = replace(FACTS, counted_by=("赵六", "钱七"))
    voted = replace(VOTED, invalid=1)
    told = vote_sheet.content(facts, MEMBERS, [voted])
    assert told["voted"][0][7:11] == ["6", "1", "0", "1"]
    for kind, paper in (
        (Kind.VOTE_SHEET, told),
        (Kind.MINUTES, minutes.content(facts, MEMBERS, [voted], [])),
    ):
        seen = "".join(page_texts(await renderer.render(SOMEBODY, kind, paper)))
        assert "无记名纸质票" in seen
        assert "赵六、钱七" in seen


@in_one_loop
async def test_hundreds_fit_with_the_heads_repeated_and_pages_numbered(
    renderer: Renderer, page_texts: PageTexts
) -> None:
    voted = [replace(FAILED, number=number, text="很长的意见" * 100) for number in range(1, 401)]
    sheet = vote_sheet.content(FACTS, MEMBERS, voted)
    pages = page_texts(await renderer.render(SOMEBODY, Kind.VOTE_SHEET, sheet))
    assert all("申报资格" in page for page in pages)
    assert f"第{len(pages)}页，共{len(pages)}页" in pages[-1]
    told = minutes.content(FACTS, MEMBERS, voted, [RECUSED] * 400)
    pages = page_texts(await renderer.render(SOMEBODY, Kind.MINUTES, told))
    assert all("序号" in page or "回避的委员" in page for page in pages[:-1])
    assert f"第{len(pages)}页，共{len(pages)}页" in pages[-1]


@in_one_loop
async def test_the_samples_have_the_shape_of_the_contents_and_give_the_same_bytes(renderer: Renderer) -> None:
    made = {
        Kind.MINUTES: minutes.content(FACTS, MEMBERS, [VOTED, FAILED], [RECUSED]),
        Kind.VOTE_SHEET: vote_sheet.content(FACTS, MEMBERS, [VOTED, FAILED]),
    }
    for kind, told in made.items():
        sample = json.loads((TEMPLATES / kind / "sample.json").read_text(encoding="utf-8"))
        assert sample.keys() == told.keys()
        for name in ("members", "groups", "recused", "not_elected", "voted"):
            if name in told:
                assert {len(row) for row in sample[name]} == {len(row) for row in told[name]}
        pdf = await renderer.render(SOMEBODY, kind, told)
        assert pdf == await renderer.render(SOMEBODY, kind, told)
    sample = json.loads((TEMPLATES / "minutes/sample.json").read_text(encoding="utf-8"))
    assert [row[0] for row in sample["rows"]] == [row[0] for row in made[Kind.MINUTES]["rows"]]
