from dataclasses import asdict
from datetime import UTC, datetime
from uuid import UUID

import pytest

from contracts.application import Status, Turn
from contracts.case import Role, SealRequest, SectionRef
from contracts.clock import DeadlineKind
from contracts.declaration import SealManifest, Started
from contracts.sections.declaration import DeclarationSection
from contracts.sections.submission import SubmissionSection
from kit.db import Pool, transaction
from kit.errors import NotFound
from kit.ids import new_id
from kit.sealed import CaseFile
from services.declaration.activities import Activities
from services.declaration.drafting.domain.declarations import Record
from services.declaration.drafting.store.declarations import declaration
from services.declaration.progress.store.moves import moves_of
from tests.service.declaration.browser import Browser
from tests.service.declaration.conftest import Events
from tests.service.declaration.world import a_deadline_request, a_move

NOON = datetime(2022, 8, 1, 4, tzinfo=UTC)


@pytest.fixture
async def event(applicant: Browser, started: Events, case_file: CaseFile) -> Started:
    path = await applicant.start()
    await applicant.fill_in(path)
    (found,) = await started()
    await case_file.publish_key(found.application_id, case_file.new_key())
    assert isinstance(found, Started)
    return found


def a_seal_request(event: Started) -> SealRequest:
    return SealRequest(
        application_id=event.application_id,
        person_id=event.person_id,
        employer_id=event.employer_id,
        city=event.city,
        plan=event.plan,
        round=1,
    )


@pytest.mark.parametrize(
    ("moves", "is_told"),
    [
        ([("withdrawn", 0)], True),
        ([("missed", 0)], False),
        ([("missed", 0), ("closed", 0)], True),
        ([("submitted", 1), ("withdrawn", 1)], False),
    ],
)
async def test_that_a_draft_is_abandoned_for_good_is_told_once(
    activities: Activities, event: Started, pool: Pool, moves: list[tuple[str, int]], *, is_told: bool
) -> None:
    for position, (what, number) in enumerate(moves, start=2):
        move = a_move(event.application_id, position, at=NOON, event=what, round=number)
        await activities.record_progress(move)
        await activities.record_progress(move)
    rows = await pool.fetch("select body from outbox where topic = 'declaration.abandoned'")
    told = [
        tuple(row["body"][name] for name in ("application_id", "person_id", "city", "plan")) for row in rows
    ]
    case = (str(event.application_id), str(event.person_id), event.city, event.plan)
    assert told == ([case] if is_told else [])


@pytest.mark.parametrize(
    ("moves", "told"),
    [
        ([("submitted", Status.EXAMINING), ("refused", Status.REFUSED)], [(3, True)]),
        ([("titled", Status.TITLED)], [(2, True)]),
        ([("missed", Status.MISSED), ("reinstated", Status.DRAFTING)], [(2, True), (3, False)]),
        ([("submitted", Status.EXAMINING), ("returned", Status.RETURNED)], []),
    ],
)
async def test_that_a_case_is_over_or_goes_on_after_all_is_told_once(
    activities: Activities,
    event: Started,
    pool: Pool,
    moves: list[tuple[str, Status]],
    told: list[tuple[int, bool]],
) -> None:
    for position, (what, status) in enumerate(moves, start=2):
        move = a_move(event.application_id, position, at=NOON, event=what, status=status, round=1)
        await activities.record_progress(move)
        await activities.record_progress(move)
    rows = await pool.fetch("select body from outbox where topic = 'declaration.ended' order by position")
    assert [(row["body"]["position"], row["body"]["is_over"]) for row in rows] == told


async def the_record(pool: Pool, application_id: UUID) -> Record:
    async with transaction(pool) as conn:
        found = await declaration(conn, application_id)
    assert found
    return found


async def test_the_section_holds_the_plan_and_the_form(
    activities: Activities, event: Started, case_file: CaseFile
) -> None:
    sealed = await activities.seal_section(a_seal_request(event))
    again = await activities.seal_section(a_seal_request(event))

    assert sealed == again
    assert sealed.section
    section = await case_file.open(event.application_id, sealed.section, DeclarationSection)
    assert (section.section, section.previous) == ("declaration", "")
    assert asdict(section.data.plan) == {
        "id": "open",
        "title": "2022年度绍兴市生态环境专业工程师专业技术职务任职资格评审申报计划",
        "version": event.plan_version,
        "level": "中级",
        "year": 2022,
    }
    assert asdict(section.data.declared) == {
        "kind": "regular",
        "kind_name": "正常申报",
        "options": ("再次通过中级申报",),
        "category": "监测与分析",
        "specialty": "环境监测",
        "title_applied": "生态环境专业工程师",
        "current_title": "助理工程师",
        "current_title_on": "201608",
        "appointed_on": "201612",
        "years": 8,
        "statement": "主持曹娥江流域水质评价，完成监测报告三份。",
    }


@pytest.mark.rule("A8.8")
async def test_an_incomplete_form_is_not_sealed(
    activities: Activities, event: Started, applicant: Browser
) -> None:
    path = f"/declarations/{event.application_id}"
    await applicant.fill_in(path, act="save", statement="字" * 1001, category="")

    sealed = await activities.seal_section(a_seal_request(event))

    assert sealed.section is None
    assert [(problem.rule, problem.page) for problem in sealed.problems] == [
        ("M2.4", f"{path}/form#category"),
        ("A6.1", f"{path}/form#statement"),
    ]


async def test_the_list_of_a_submission_is_a_link_of_the_chain(
    activities: Activities, event: Started, case_file: CaseFile
) -> None:
    sections = (
        SectionRef(name="identity", key="k1", sha256="s1"),
        SectionRef(name="archive", key="k2", sha256="s2"),
    )

    ref = await activities.seal_manifest(
        SealManifest(application_id=event.application_id, round=2, sections=sections, previous="before")
    )

    assert ref.name == "submission-2"
    section = await case_file.open(event.application_id, ref, SubmissionSection)
    assert section.previous == "before"
    assert [one.sha256 for one in section.data.sections] == ["s1", "s2"]


async def test_a_move_told_twice_is_told_once(activities: Activities, event: Started, pool: Pool) -> None:
    progress = a_move(event.application_id, 1, at=NOON)

    await activities.record_progress(progress)
    await activities.record_progress(progress)

    async with transaction(pool) as conn:
        assert len(await moves_of(conn, event.application_id)) == 1


async def test_a_late_move_enters_the_timeline_but_changes_nothing(
    activities: Activities, event: Started, pool: Pool
) -> None:
    refs = tuple(SectionRef(name=f"s{number}", key="k", sha256="h") for number in range(3))
    turn = Turn(who=Role.HR, name="绍兴市人力资源和社会保障局", why="审查", since=NOON)
    newer = a_move(
        event.application_id,
        3,
        at=NOON,
        event="passed",
        status=Status.REVIEWING,
        round=1,
        turn=turn,
        manifest=refs,
    )
    older = a_move(
        event.application_id, 2, at=NOON, event="submitted", status=Status.EXAMINING, manifest=refs[:2]
    )

    await activities.record_progress(newer)
    await activities.record_progress(older)

    record = await the_record(pool, event.application_id)
    assert (record.status, record.position, record.turn, record.sections) == (Status.REVIEWING, 3, turn, refs)
    async with transaction(pool) as conn:
        assert [move.position for move in await moves_of(conn, event.application_id)] == [2, 3]


async def test_a_case_of_nobody_is_refused(activities: Activities) -> None:
    with pytest.raises(NotFound):
        await activities.record_progress(a_move(new_id(), 1, at=NOON))


async def test_a_deadline_is_computed_once(activities: Activities, event: Started, pool: Pool) -> None:
    request = a_deadline_request(event, DeadlineKind.PAYMENT, datetime(2022, 10, 20, 7, tzinfo=UTC))

    first = await activities.open_deadline(request)
    again = await activities.open_deadline(request)

    assert first == again
    assert first.due_at == datetime(2022, 11, 4, 16, tzinfo=UTC)
    assert len(first.remind_at) == 2
    async with transaction(pool) as conn:
        rows = await conn.fetch("select rule, days, calendar_version, kind from deadlines")
    assert [tuple(row) for row in rows] == [
        (
            "审核通过次日起 15 天，最后一天是节假日、休息日的，顺延到下一个工作日，期满当日 24:00 止",
            15,
            first.calendar_version,
            "payment",
        )
    ]


@pytest.mark.rule("E4.5")
async def test_the_publicity_is_five_working_days_of_the_ledger(
    activities: Activities, event: Started, applicant: Browser
) -> None:
    request = a_deadline_request(event, DeadlineKind.PUBLICITY, datetime(2022, 9, 28, 2, tzinfo=UTC))

    deadline = await activities.open_deadline(request)

    assert deadline.due_at == datetime(2022, 10, 10, 16, tzinfo=UTC)
    assert not deadline.is_provisional
    page = await applicant.get(f"/declarations/{event.application_id}")
    assert "单位公示 2022年9月28日 10:00 2022年10月10日 24:00 公示次日起 5 个工作日" in page.text
