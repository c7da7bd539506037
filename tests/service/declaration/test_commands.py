"""`zhicheng case` and `zhicheng deadlines`, as an operator types them."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest
import typer
from typer.testing import CliRunner, Result

from cli import case as case_command
from cli import deadlines as deadlines_command
from contracts.application import Status, Turn, Verdict
from contracts.case import Role, SectionRef
from contracts.clock import DeadlineKind, HoldsChanged, Reinstated
from contracts.declaration import SealManifest, Started
from contracts.sections.kinds import Section
from contracts.sections.names import SUBMITTED, SectionKind
from deploy.local.stack import Stack
from kit.blobs import Blobs
from kit.clock import SHANGHAI, end_of, now
from kit.db import Pool, transaction
from kit.ids import new_id
from kit.reference import reference
from kit.sealed import CaseFile
from services.declaration.activities import Activities
from services.declaration.drafting.store.declarations import MANIFEST, replace_case_key
from services.declaration.progress.operations.chain import COVERED
from tests.fixtures.database import Database, url_of
from tests.service.declaration.browser import Browser
from tests.service.declaration.conftest import Events
from tests.service.declaration.progress.test_holding import bodies, lapse
from tests.service.declaration.progress.test_recompute import YEAR
from tests.service.declaration.world import a_deadline_request, a_move
from tests.unit.sections.written import (
    archive,
    decision,
    declaration,
    documents,
    everything,
    identity,
    settlement,
)

NOON = datetime(2022, 8, 1, 4, tzinfo=UTC)
POSTED = datetime(2061, 3, 7, 2, tzinfo=UTC)
Command = Callable[..., Awaitable[Result]]


@pytest.fixture
def command(servers: Stack, pool: Pool, tmp_path: Path) -> Command:
    usual = servers.environment("declaration") | {
        "DECLARATION_DATABASE_URL": url_of(pool),
        "DECLARATION_CALENDAR_YEARS": str(tmp_path),
    }

    async def run(
        app: typer.Typer, *arguments: object, environment: Mapping[str, str] | None = None
    ) -> Result:
        given = [str(argument) for argument in arguments]
        return await asyncio.to_thread(CliRunner().invoke, app, given, env={**usual, **(environment or {})})

    return run


@pytest.fixture
async def event(applicant: Browser, started: Events, case_file: CaseFile) -> Started:
    await applicant.start()
    (found,) = await started()
    await case_file.publish_key(found.application_id, case_file.new_key())
    assert isinstance(found, Started)
    return found


def again() -> dict[SectionKind, Section]:
    """The second submission: nothing of it is sealed as it was in the first."""
    told, declared = identity(), declaration()
    return {
        SectionKind.IDENTITY: replace(told, person=replace(told.person, mobile="13900000000")),
        SectionKind.ARCHIVE: replace(archive(), records=()),
        SectionKind.DECLARATION: replace(declared, declared=replace(declared.declared, years=12)),
        SectionKind.DOCUMENTS: replace(documents(), photo=replace(documents().photo, source="id_card")),
    }


@pytest.fixture
async def sections(event: Started, case_file: CaseFile, activities: Activities) -> list[SectionRef]:
    """A case that was submitted, decided, returned, submitted again, and paid, told to the read model."""
    chain: list[SectionRef] = []
    head = ""

    async def seal(name: str, value: Section | bytes, previous: str = "") -> None:
        ref = await case_file.seal(event.application_id, name, value, previous=previous)
        chain.append(SectionRef(name=ref.name, key=ref.key, sha256=ref.sha256))

    for number in (1, 2):
        before = len(chain)
        for name in SUBMITTED:
            await seal(name, everything()[name] if number == 1 else again()[name])
        chain.append(
            await activities.seal_manifest(
                SealManifest(
                    application_id=event.application_id,
                    round=number,
                    sections=tuple(chain[before:]),
                    previous=head,
                )
            )
        )
        head = chain[-1].sha256
        await seal(f"publicity-sheet-{number}", f"%PDF-1.7 {number}".encode())
        await seal(f"decision-{number}-employer", decision(verdict=Verdict.RETURNED, round=number), head)
        head = chain[-1].sha256
    await seal("settlement", settlement(), head)
    await seal("review-form", b"%PDF-1.7 form")
    turn = Turn(who=Role.PLATFORM, name="", why="本次申报已办结", since=NOON)
    progress = a_move(
        event.application_id,
        1,
        at=NOON,
        event="form_issued",
        status=Status.FORM_ISSUED,
        round=2,
        turn=turn,
        manifest=tuple(chain),
    )
    await activities.record_progress(progress)
    return chain


async def replace_sections(pool: Pool, case_id: UUID, sections: list[SectionRef]) -> None:
    async with transaction(pool) as conn:
        await conn.execute(
            "update declarations set sections = $2 where id = $1",
            case_id,
            MANIFEST.dump_python(tuple(sections), mode="json"),
        )


async def test_a_case_is_found_by_the_number_that_is_told_on_the_telephone(
    command: Command, event: Started
) -> None:
    told = reference(event.application_id)
    for typed in (told, told.replace("-", " "), event.application_id):
        shown = await command(case_command.app, "show", typed)
        assert shown.exit_code == 0, shown.output
        assert told in shown.output
        assert str(event.application_id) in shown.output
    last = (int(told[-1]) + 1) % 10
    assert (await command(case_command.app, "show", f"{told[:-1]}{last}")).exit_code == 2
    nobody = await command(case_command.app, "show", reference(new_id()))
    assert nobody.exit_code == 1
    assert "没有这个申报" in nobody.output


async def test_an_intact_case_is_verified(
    command: Command, event: Started, sections: list[SectionRef]
) -> None:
    plain = await command(case_command.app, "verify", event.application_id)
    told = json.loads((await command(case_command.app, "verify", event.application_id, "--json")).stdout)

    assert plain.exit_code == 0
    assert "  1  identity：完好" in plain.stdout
    assert "共 16 份封存材料，全部完好。" in plain.stdout
    assert told["ok"]
    assert [one["sha256"] for one in told["sections"]] == [ref.sha256 for ref in sections]


async def test_a_missing_link_is_named(
    command: Command, event: Started, sections: list[SectionRef], pool: Pool
) -> None:
    await replace_sections(pool, event.application_id, [*sections[:6], *sections[7:]])

    result = await command(case_command.app, "verify", event.application_id, "--json")

    assert result.exit_code == 1
    wrong = {one["name"]: one["wrong"] for one in json.loads(result.stdout)["sections"] if not one["ok"]}
    assert wrong == {"submission-2": ["没有指向前一份材料"]}


async def test_another_rounds_section_is_not_covered(
    command: Command, event: Started, sections: list[SectionRef], pool: Pool
) -> None:
    await replace_sections(pool, event.application_id, [sections[7], *sections[1:]])

    result = await command(case_command.app, "verify", event.application_id)

    assert result.exit_code == 1
    assert "submission-1：所列材料与本次提交的不一致" in result.stdout
    assert "有损坏或缺失" in result.stdout


async def test_changed_lost_and_unreadable_sections_are_told_apart(
    command: Command, event: Started, sections: list[SectionRef], pool: Pool, blobs: Blobs
) -> None:
    other = "identity/other/0"
    await blobs.put("cases", other, b"something else")
    digest = sha256(b"something else").hexdigest()
    broken = [
        SectionRef(name="identity", key=sections[0].key, sha256="0" * 64),
        SectionRef(name="archive", key="archive/nowhere", sha256=sections[1].sha256),
        SectionRef(name="documents", key=sections[2].key, sha256=sections[2].sha256),
        SectionRef(name="documents", key=other, sha256=digest),
    ]
    await replace_sections(pool, event.application_id, broken)

    result = await command(case_command.app, "verify", event.application_id)

    assert result.exit_code == 1
    assert "identity：内容与登记的校验值不一致" in result.stdout
    assert "archive：对象不存在" in result.stdout
    assert result.stdout.count("documents：无法解密") == 2


@pytest.mark.usefixtures("sections")
async def test_a_destroyed_key_is_said(command: Command, event: Started, blobs: Blobs) -> None:
    await blobs.remove_versions("keys", f"keys/{event.application_id}")

    result = await command(case_command.app, "verify", event.application_id)

    assert result.exit_code == 1
    assert "identity：案件密钥不存在，无法解密" in result.stdout


async def test_what_was_written_over_or_deleted_is_told_and_put_back(
    command: Command, event: Started, sections: list[SectionRef], blobs: Blobs
) -> None:
    await blobs.replace("cases", sections[0].key, b"something else")
    await blobs.replace("cases", sections[0].key, b"and again")
    await blobs.remove("cases", sections[1].key)

    found = await command(case_command.app, "verify", event.application_id)
    assert found.exit_code == 1
    assert found.stdout.count(COVERED) == 2

    mended = await command(case_command.app, "verify", "--repair", event.application_id)
    assert (mended.exit_code, mended.stderr) == (0, "已恢复 2 项。\n")
    assert "全部完好" in mended.stdout
    assert sha256(await blobs.get("cases", sections[0].key)).hexdigest() == sections[0].sha256


@pytest.mark.usefixtures("sections")
async def test_a_key_that_was_lost_from_the_store_is_published_again(
    command: Command, event: Started, case_file: CaseFile, blobs: Blobs, pool: Pool
) -> None:
    place = f"keys/{event.application_id}"
    wrapped = await blobs.get("keys", place)
    async with transaction(pool) as conn:
        await replace_case_key(conn, event.application_id, wrapped)
    for spoil in (blobs.remove("keys", place), blobs.replace("keys", place, b"no key")):
        await spoil
        assert (await command(case_command.app, "verify", event.application_id)).exit_code == 1
        mended = await command(case_command.app, "verify", "--repair", event.application_id)
        assert (mended.exit_code, mended.stderr) == (0, "已恢复 1 项。\n")


@pytest.mark.usefixtures("sections")
async def test_showing_a_case(command: Command, event: Started) -> None:
    plain = await command(case_command.app, "show", event.application_id)
    told = json.loads((await command(case_command.app, "show", event.application_id, "--json")).stdout)

    assert "评审表已生成（form_issued）" in plain.stdout
    assert "form_issued → form_issued" in plain.stdout
    assert (told["status"], told["round"], told["turn"]["why"]) == ("form_issued", 2, "本次申报已办结")
    assert len(told["sections"]) == 16
    assert [move["event"] for move in told["timeline"]] == ["form_issued"]


@pytest.mark.parametrize("verb", ["show", "verify"])
async def test_an_unknown_case_is_said(command: Command, verb: str) -> None:
    unknown = await command(case_command.app, verb, new_id())
    malformed = await command(case_command.app, verb, "1")

    assert (unknown.exit_code, malformed.exit_code) == (1, 2)
    assert "没有这个申报" in unknown.stderr


async def test_a_database_that_is_away_is_said(command: Command) -> None:
    nowhere = {"DECLARATION_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}

    result = await command(case_command.app, "show", new_id(), environment=nowhere)

    assert result.exit_code == 1
    assert "系统暂时繁忙" in result.stderr or "请确认平台正在运行" in result.stderr


async def test_missing_settings_are_named(tmp_path: Path) -> None:
    file = tmp_path / "env"
    file.write_text("DECLARATION_PORT=1\n")
    environment = {"ZHICHENG_ENV_FILE": str(file)}
    result = await asyncio.to_thread(
        CliRunner().invoke, case_command.app, ["show", str(new_id())], env=environment
    )

    assert result.exit_code == 2
    assert "DECLARATION_DATABASE_URL" in result.stderr
    assert "DECLARATION_PORT" not in result.stderr


async def test_an_environment_file_that_is_none_is_said(tmp_path: Path) -> None:
    environment = {"ZHICHENG_ENV_FILE": str(tmp_path / "nothing")}
    result = await asyncio.to_thread(
        CliRunner().invoke, case_command.app, ["show", str(new_id())], env=environment
    )

    assert result.exit_code == 2
    assert "ZHICHENG_ENV_FILE" in result.stderr


async def test_recomputing_says_what_it_does(
    command: Command, event: Started, activities: Activities, tmp_path: Path, pool: Pool
) -> None:
    turn = Turn(who=Role.PLATFORM, name="", why="单位公示期未满", since=POSTED)
    await activities.record_progress(
        a_move(event.application_id, 1, at=POSTED, status=Status.PUBLICISING, event="posted", turn=turn)
    )
    await activities.open_deadline(a_deadline_request(event, DeadlineKind.PUBLICITY, POSTED))
    nothing = await command(deadlines_command.app, "recompute")
    (tmp_path / "2061.toml").write_text(YEAR.format(year=2061))
    trial = await command(deadlines_command.app, "recompute", "--dry-run")
    done = await command(deadlines_command.app, "recompute", "--by", "王管理员", "--json")
    again = await command(deadlines_command.app, "recompute")

    assert "共 0 个期限已变更" in nothing.stdout
    assert "→ 2061年3月14日 24:00" in trial.stdout
    assert "共 1 个期限将会变更，尚未变更" in trial.stdout
    (change,) = json.loads(done.stdout)["changes"]
    assert (change["new_due_at"], change["provisional"]) == ("2061-03-15T00:00:00+08:00", False)
    assert "共 0 个期限已变更" in again.stdout
    async with transaction(pool) as conn:
        assert await conn.fetchval("select by from deadline_acts") == "王管理员"


async def test_a_case_is_told_again_and_only_that_case(
    servers: Stack, command: Command, event: Started, pool: Pool, database: Database
) -> None:
    others: dict[str, str] = {}
    for name in ("review", "payment"):
        others |= servers.environment(name)
        others[f"{name.upper()}_DATABASE_URL"] = url_of(await database(name))
    async with transaction(pool) as conn:
        await conn.execute("update outbox set sent_at = now()")

    elsewhere = await command(case_command.app, "nudge", new_id(), environment=others)
    here = await command(case_command.app, "nudge", event.application_id, environment=others)

    assert elsewhere.exit_code == 1, elsewhere.output
    assert here.exit_code == 0, here.output
    assert "declaration：1 个事件将重新发送" in here.output
    async with transaction(pool) as conn:
        assert await conn.fetchval("select topic from outbox where sent_at is null") == Started.topic


async def test_a_hold_is_placed_and_lifted_by_name_with_a_reason(
    command: Command, event: Started, pool: Pool
) -> None:
    why = ("--why", "机房停电", "--by", "省级管理员")
    placed = await command(case_command.app, "hold", event.application_id, "--kind", "outage", *why)
    assert placed.exit_code == 0, placed.output
    hold_id = placed.stdout.strip()
    tried = await command(case_command.app, "release", event.application_id, hold_id, *why, "--dry-run")
    lifted = await command(case_command.app, "release", reference(event.application_id), hold_id, *why)
    again = await command(case_command.app, "release", event.application_id, hold_id, *why)

    assert (tried.exit_code, lifted.exit_code) == (2, 0), lifted.output
    assert (again.exit_code, "没有这项期限中止" in again.output) == (1, True)
    assert [[hold["id"] for hold in told["holds"]] for told in await bodies(pool, HoldsChanged.topic)] == [
        [hold_id],
        [],
    ]


async def test_a_hold_needs_a_reason_and_a_kind_that_there_is(
    command: Command, event: Started, pool: Pool
) -> None:
    for given in (("--kind", "outage"), ("--kind", "holiday", "--why", "放假"), ("--why", "停电")):
        assert (await command(case_command.app, "hold", event.application_id, *given)).exit_code == 2
    assert not await bodies(pool, HoldsChanged.topic)


async def test_an_end_by_the_clock_is_undone_until_a_day(
    command: Command, event: Started, pool: Pool, activities: Activities
) -> None:
    last_day = now().astimezone(SHANGHAI).date() + timedelta(days=30)
    until = ("--until", last_day.isoformat(), "--why", "系统故障")
    early = await command(case_command.app, "reinstate", event.application_id, *until)
    await lapse(activities, event)
    undone = await command(case_command.app, "reinstate", event.application_id, *until)

    assert (early.exit_code, undone.exit_code) == (1, 0), early.output + undone.output
    (told,) = await bodies(pool, Reinstated.topic)
    assert datetime.fromisoformat(told["due_at"]) == end_of(last_day)
