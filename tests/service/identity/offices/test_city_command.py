"""`zhicheng city apply`: what a re-organisation does to offices, officials and the folder in use."""

import asyncio
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI
from typer.testing import CliRunner, Result

import cities
from cli.city import app as command
from deploy.local.stack import Stack
from kit.db import Pool
from services.identity.offices.operations.create_account import create_official
from services.identity.settings import Settings
from services.identity.web.app import create
from tests.fixtures.database import url_of
from tests.service.identity.browser import Browser
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import PASSWORD, session_of, signed_in

Run = Callable[..., "asyncio.Future[Result]"]
OURS = Path(cities.__file__).parent
HAIDONG = (
    '[[office]]\nslug = "haidong-ecology"\nname = "新海市生态环境局海东分局"\nkind = "department"\n'
    'level = "county"\nplace = "海东区"\nparent = "ecology"\n'
)


@pytest.fixture
def in_use(tmp_path: Path) -> Path:
    return tmp_path / "in-use"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A city of a checkout, to be changed and applied."""
    return Path(shutil.copytree(OURS / "xinhai", tmp_path / "new" / "xinhai"))


@pytest.fixture
def run(servers: Stack, pool: Pool, in_use: Path) -> Run:
    env = servers.environment("identity")
    env |= {"IDENTITY_DATABASE_URL": url_of(pool), "IDENTITY_CITIES": str(in_use)}

    def invoke(*arguments: object, typed: str = "") -> "asyncio.Future[Result]":
        words = ["apply", *map(str, arguments)]
        return asyncio.get_running_loop().run_in_executor(
            None, lambda: CliRunner().invoke(command, words, input=typed, env=env)
        )

    return invoke


def edit(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def merge_haidong(folder: Path) -> None:
    """The branch of a district is given up; the city's bureau takes over from it."""
    edit(folder, "offices.toml", HAIDONG, "")
    edit(
        folder,
        "offices.toml",
        'slug = "ecology"\n',
        'slug = "ecology"\nreplaces = ["ecology", "haidong-ecology"]\n',
    )
    edit(folder, "routes.toml", '["临港功能区", "高新功能区"]', '["临港功能区", "高新功能区", "海东区"]')


def record_change(folder: Path) -> None:
    with (folder / "plans" / "2022-xinhai-senior.toml").open("a") as plan:
        plan.write('\n[[change]]\non = 2022-09-01\nreason = "申报时间延长"\n')


async def an_official(app: FastAPI, pool: Pool, office: str, login: str) -> None:
    parts = app.state.parts
    found = next(one for one in parts.cities.city("xinhai").offices if one.slug == office)
    async with pool.acquire() as conn, conn.transaction():
        await create_official(
            conn,
            office=found,
            login=login,
            name="沈国平",
            password_hash=await parts.passwords.hash(PASSWORD, None),
            cipher=parts.cipher,
        )


async def test_a_new_city_is_shown_asked_for_and_put_in_place_once(
    run: Run, folder: Path, in_use: Path, pool: Pool
) -> None:
    declined = await run(folder, typed="n\n")
    assert declined.exit_code == 1
    assert "新增城市：新海市（示例）（xinhai）" in declined.stdout
    assert "新增机构：海东区人力资源和社会保障局（haidong-hr，海东区）" in declined.stdout
    assert not in_use.exists()
    assert await pool.fetchval("select count(*) from offices") == 0

    assert (await run(folder, typed="y\n")).exit_code == 0
    assert cities.load(in_use).city("xinhai") == cities.load(folder).city("xinhai")
    before = await pool.fetch("select * from office_versions order by id")
    assert len(before) == 12

    again = await run(folder)
    assert (again.exit_code, again.stdout) == (0, "没有变化。\n")
    assert await pool.fetch("select * from office_versions order by id") == before


async def test_an_office_that_is_renamed_keeps_its_id_its_past_and_its_people(
    run: Run, folder: Path, in_use: Path, pool: Pool, browsers: Browsers, settings: Settings
) -> None:
    await run("--yes", folder)
    app = create(settings.model_copy(update={"cities": in_use}), pool)
    await an_official(app, pool, "haidong-hr", "haidong.hr")
    official = await signed_in(browsers(of=app), "haidong.hr")
    org_id = session_of(official, settings).org_id

    edit(folder, "offices.toml", 'slug = "haidong-hr"', 'slug = "haidong-talent"\nreplaces = ["haidong-hr"]')
    edit(folder, "offices.toml", "海东区人力资源和社会保障局", "海东区人力社保局")
    edit(folder, "acceptance_points.toml", '"haidong-hr"', '"haidong-talent"')
    told = await run("--yes", folder)

    assert "机构更名：海东区人力资源和社会保障局（名称 " in told.stdout
    assert "代号 haidong-hr → haidong-talent" in told.stdout
    rows = await pool.fetch(
        "select name, until_at is null as now from office_versions where office_id = $1 order by from_at",
        org_id,
    )
    assert [tuple(row) for row in rows] == [("海东区人力资源和社会保障局", False), ("海东区人力社保局", True)]
    restarted = create(settings.model_copy(update={"cities": in_use}), pool)
    later = await signed_in(browsers(of=restarted), "haidong.hr")
    assert session_of(later, settings).org_id == org_id
    await later.open("/")
    assert "海东区人力社保局" in later.text


async def test_an_office_that_is_merged_is_closed_and_its_people_reach_nothing(
    run: Run, folder: Path, in_use: Path, pool: Pool, browsers: Browsers, settings: Settings
) -> None:
    await run("--yes", folder)
    app = create(settings.model_copy(update={"cities": in_use}), pool)
    await an_official(app, pool, "haidong-ecology", "haidong.eco")
    official = await signed_in(browsers(of=app), "haidong.eco")
    assert session_of(official, settings).org_id is not None
    merge_haidong(folder)

    told = await run("--yes", folder)

    assert "撤销机构：新海市生态环境局海东分局（haidong-ecology），由 新海市生态环境局 承接" in told.stdout
    await official.open("/")
    assert "审核部门登录" in official.text
    await _reaches_nothing(official, settings)
    closed = await pool.fetchrow("select id, successor_id from offices where closed_at is not null")
    heirs = {office.slug: office.id for office in cities.load(in_use).city("xinhai").offices}
    assert closed is not None
    assert closed["successor_id"] == heirs["ecology"]
    assert await pool.fetchval("select count(*) from officials") == 1


async def _reaches_nothing(official: Browser, settings: Settings) -> None:
    await signed_in(official, "haidong.eco")
    assert session_of(official, settings).org_id is None
    await official.open("/")
    assert "您目前没有任职机构" in official.text
    assert official.soup.select_one("main a[href='/review']") is None


async def test_a_change_that_would_cut_cases_off_is_refused(
    run: Run, folder: Path, in_use: Path, pool: Pool
) -> None:
    await run("--yes", folder)
    edit(folder, "offices.toml", 'slug = "lingang-hr"\n', 'slug = "lingang-hr"\nreplaces = ["port-hr"]\n')

    refused = await run("--yes", folder)

    assert refused.exit_code == 1
    assert "机构“lingang-hr”" in refused.stderr
    assert "replaces 的第一位" in refused.stderr
    assert "port-hr" not in (in_use / "xinhai" / "offices.toml").read_text()
    assert await pool.fetchval("select count(*) from offices where closed_at is not null") == 0


async def test_everything_else_that_changes_is_shown(run: Run, folder: Path) -> None:
    await run("--yes", folder)
    edit(folder, "city.toml", "示例路1号", "示例路100号")
    edit(folder, "acceptance_points.toml", "00000003", "00000033")
    edit(folder, "fees.toml", "16000", "17000")
    edit(folder, "plans/2022-xinhai-senior.toml", "closes_on = 2022-09-30", "closes_on = 2022-10-31")
    record_change(folder)
    edit(folder, "messages.toml", "评审费已缴纳成功", "评审费已经缴清")
    edit(folder, "routes.toml", 'stage = "province-personnel"', 'stage = "personnel"')

    told = json.loads((await run("--yes", "--json", folder)).stdout)

    shown = "\n".join(told["changes"]["xinhai"])
    for words in (
        "报送地点变更",
        "修改受理点：临港功能区（phone 00000003 → 00000033）",
        "修改收费：中级评审费（amount_fen 16000 → 17000）",
        "修改申报计划：2022-xinhai-senior（第 2 版；申报截止日期：2022年9月30日 → 2022年10月31日）",
        "修改短信：fee_paid",
        "修改审核路径：P2.1 province 中级、高级",
    ):
        assert words in shown
    assert len(told["changes"]["xinhai"]) == 6


async def test_a_plan_that_was_opened_changes_only_with_its_reason_recorded(
    run: Run, folder: Path, in_use: Path, pool: Pool
) -> None:
    await run("--yes", folder)
    edit(folder, "plans/2022-xinhai-senior.toml", "payment_days = 20", "payment_days = 10")
    edit(folder, "offices.toml", "海东区人力资源和社会保障局", "海东区人力社保局")

    refused = await run("--yes", folder)
    (folder / "plans/2022-xinhai-engineer.toml").rename(folder / "plans/2022-renamed.toml")
    record_change(folder)
    gone = await run("--yes", folder)

    assert refused.exit_code == 1
    assert "xinhai/plans/2022-xinhai-senior.toml：change：申报已经开始" in refused.stdout
    assert gone.exit_code == 1
    assert "xinhai/plans/2022-xinhai-engineer.toml：change：申报已经开始，不能删除" in gone.stdout
    assert "payment_days = 20" in (in_use / "xinhai/plans/2022-xinhai-senior.toml").read_text()
    assert await pool.fetchval("select count(*) from office_versions where name like '%人力社保局'") == 0
    (folder / "plans/2022-renamed.toml").rename(folder / "plans/2022-xinhai-engineer.toml")
    assert (await run("--yes", folder)).exit_code == 0


async def test_what_cannot_be_put_in_place_is_not_recorded_either(
    run: Run, folder: Path, in_use: Path, pool: Pool
) -> None:
    in_use.write_text("a file where the folder should be")

    failed = await run("--yes", folder)

    assert failed.exit_code != 0
    assert await pool.fetchval("select count(*) from offices") == 0


async def test_broken_folders_and_a_second_city_with_the_same_code_are_refused(
    run: Run, folder: Path, in_use: Path, tmp_path: Path
) -> None:
    await run("--yes", folder)
    twin = Path(shutil.copytree(folder, tmp_path / "twin"))
    refused = await run("--yes", twin)
    assert refused.exit_code == 1
    assert "twin/city.toml：code：与在用的 xinhai 相同" in refused.stdout
    edit(folder, "fees.toml", "16000", "0")
    assert "fees.toml" in (await run("--yes", folder)).stdout
    assert [path.name for path in in_use.iterdir()] == ["xinhai"]


async def test_the_folder_in_use_can_be_applied_in_place_to_begin_the_history(
    run: Run, folder: Path, in_use: Path, pool: Pool
) -> None:
    shutil.copytree(folder, in_use / "xinhai")

    told = await run("--yes", in_use)

    assert "机构没有变化，记入历史的起点" in told.stdout
    assert await pool.fetchval("select count(*) from offices") == 12
    assert not (in_use / "xinhai" / cities.APPLIED).exists()
    assert (await run("--yes", in_use)).stdout == "没有变化。\n"
