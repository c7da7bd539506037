"""Minutes and vote sheet of a meeting: once its results are recorded, for its office alone."""

import re
from dataclasses import replace
from uuid import UUID

import pytest

from contracts.minutes import LASTS, OF_A_PART, Facts, Lists, Member, Recused, Voted
from contracts.results import SealResult
from contracts.sections.result import ResultSection
from kit.ids import new_id
from tests.service.review.committee.test_experts import OFFICE, OTHER
from tests.service.review.meetings.gathering import MEETINGS, accepted, votes, voting
from tests.service.review.world import World, department


def granted(world: World, page: str) -> tuple[Facts, list[Lists]]:
    """What the form of the page hands to documents."""
    values = {name: re.findall(rf'name="{name}" value="([^"]+)"', page) for name in ("facts", "lists")}
    grants = world.app.state.grants
    return grants.open(Facts, values["facts"][0]), [grants.open(Lists, one) for one in values["lists"]]


@pytest.mark.rule("M1.2")
async def test_the_papers_say_what_was_recorded_in_the_order_of_the_roster(world: World) -> None:
    first, second = [await accepted(world, OFFICE, name=name) for name in ("张三", "李四")]
    meeting, phones = await voting(world, OFFICE, [first, second], present=9)
    page, browser = f"{MEETINGS}/{meeting}/papers", world.browser(OFFICE)
    await phones[1].send(f"cases/{second}/recusal", why="近亲属")
    for phone in phones[:7]:
        await phone.send("votes", **votes(**{str(first): "yes", str(second): "no"}))
    await phones[1].send("votes", **votes(**{str(first): "no"}))
    assert (await browser.get(page)).status_code == 404
    await phones[0].send("end")
    assert (await browser.get(page)).status_code == 404
    assert page not in (await browser.get(f"{MEETINGS}/{meeting}")).text
    typed = {"case-2-text": "业绩数量不足。"}
    assert (await browser.post(f"{MEETINGS}/{meeting}/results", data=typed)).status_code == 303
    for there in (f"{MEETINGS}/{meeting}", f"{MEETINGS}/{meeting}/results"):
        assert page in (await browser.get(there)).text

    shown = await browser.get(page)
    assert shown.status_code == 200
    facts, lists = granted(world, shown.text)
    voted = [one for part in lists for one in part.voted]
    assert [(one.number, one.name, one.is_elected, one.text) for one in voted] == [
        (1, "张三", True, ""),
        (2, "李四", False, "业绩数量不足。"),
    ]
    assert [(one.present, one.recused, one.yes, one.no, one.abstained) for one in voted] == [
        (9, 0, 6, 1, 2),
        (9, 1, 0, 6, 2),
    ]
    assert {one.title_applied for one in voted} == {"生态环境专业工程师"}
    assert [(one.applicant, one.why) for part in lists for one in part.recused] == [("李四", "近亲属")]
    section = await sealed(world, first)
    assert section.meeting is not None
    assert (section.meeting.number, section.meeting.place) == (facts.number, "绍兴市生态环境局 302 会议室")
    digests = (section.meeting.minutes_sha256, section.meeting.vote_sheet_sha256)
    assert digests == (facts.minutes_sha256, facts.vote_sheet_sha256)
    assert "现在的内容与封存时一致" in shown.text
    members = [one for part in lists for one in part.members]
    assert (len(members), sum(one.is_present for one in members)) == (11, 9)
    assert members[0].part == facts.chair_part == "主任委员"
    assert facts.chair == members[0].name
    assert facts.draw_address.endswith(f"/publicity/draws/{meeting}")
    (told,) = await world.rows(
        "select body from outbox where topic = 'review.read' order by position desc limit 1"
    )
    assert len(told["body"]["access"]["person_ids"]) == 2

    again, same = granted(world, (await world.browser(OFFICE).get(page)).text)
    assert replace(again, paper_id=facts.paper_id, account_id=facts.account_id) == facts
    assert [replace(one, paper_id=facts.paper_id) for one in same] == lists
    for office in (OTHER, department()):
        assert (await world.browser(office).get(page)).status_code == 404


async def sealed(world: World, case: UUID) -> ResultSection:
    """The result of a case as the workflow has it sealed."""
    (task,) = await world.rows("select round, plan from tasks where application_id = $1", case)
    ref = await world.activities.seal_result(
        SealResult(
            application_id=case,
            city="shaoxing",
            plan=task["plan"],
            round=task["round"],
            stage=OFFICE.stage,
            name=f"result-{task['round']}-{OFFICE.stage}",
            previous="before",
            manifest=(),
            titled_at=None,
        )
    )
    return (await world.file.open(case, ref, ResultSection)).data


async def test_papers_that_say_something_else_than_was_sealed_are_told(world: World) -> None:
    cases = [await accepted(world, OFFICE, name=name) for name in ("张三", "李四")]
    meeting, phones = await voting(world, OFFICE, cases)
    for phone in phones:
        await phone.send("votes", **votes(**{str(case): "yes" for case in cases}))
    await phones[0].send("end")
    browser = world.browser(OFFICE)
    for _ in range(2):
        assert (await browser.post(f"{MEETINGS}/{meeting}/results")).status_code == 303
    (kept,) = await world.rows("select minutes_sha256 as sha256 from meetings where id = $1", UUID(meeting))
    assert len(kept["sha256"]) == 64
    (person,) = await world.rows("select person_id from results where application_id = $1", cases[0])
    await world.rows("delete from candidates where person_id = $1", person["person_id"])
    assert "现在的内容与封存时不一致" in (await browser.get(f"{MEETINGS}/{meeting}/papers")).text


async def test_the_longest_lines_fit_into_a_grant(world: World) -> None:
    long = "𠮷" * 100
    voted = Voted(
        number=1000,
        name=long,
        employer=long,
        category=long,
        title_applied=long,
        present=200,
        recused=100,
        counted=100,
        yes=100,
        no=0,
        invalid=0,
        is_elected=False,
        text="业" * 500,
        interview="𠮷" * 204,
        opinion="𠮷" * 300,
    )
    member = Member(name=long, unit=long, category=long, part="副主任委员", is_present=True)
    recused = Recused(applicant=long, member=long, why="因" * 200)
    part = Lists(
        paper_id=new_id(),
        number=0,
        members=(member,) * OF_A_PART,
        voted=(voted,) * OF_A_PART,
        recused=(recused,) * OF_A_PART,
    )
    grants = world.app.state.grants
    assert grants.open(Lists, grants.seal(part, lasts=LASTS)) == part
