"""`zhicheng case nudge|redeliver|reassign|extend|hold|release|replay|reset`: what is done about stuck cases.

The same operations as behind the operators' page, asked directly: they work while no workflow does.
"""

import getpass
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from uuid import UUID

import typer

from cli.acting import acted
from cli.case import AsJson, By, Why, recorded, the_case
from cli.output import NO, as_json
from cli.surroundings import answer_of, settings_of

if TYPE_CHECKING:
    from contracts.clock import HoldKind
    from contracts.remedies import CaseResult
    from kit.db import Connection
    from services.declaration.progress.domain.records import Reason

Ids = Annotated[list[str] | None, typer.Argument(metavar="ID…", help="Numbers (申报编号) or ids.")]
From = Annotated[
    Path | None,
    typer.Option("--file", exists=True, dir_okay=False, help="A file with one of them on each line."),
]
Dry = Annotated[bool, typer.Option("--dry-run", help="Tell what would change, and change nothing.")]
ActId = Annotated[
    UUID | None,
    typer.Option("--act", help="Go on with an act that was interrupted: what is done stays done."),
]
AgreedBy = Annotated[str, typer.Option(help="The second person, who agreed to it.")]
HoldOf = Annotated[
    Literal["objection", "investigation", "outage"], typer.Option(help="Why the clock stands.")
]


def nudge(
    ids: Ids = None,
    *,
    why: Why = "",
    by: By = "",
    file: From = None,
    dry_run: Dry = False,
    act: ActId = None,
    to_json: AsJson = False,
) -> None:
    """Tell cases again, in order, all that was decided and paid about them.

    For a case that does not move although its next step was done. What it knows already changes nothing.
    """
    results = _done("nudge", _cases(ids, file), why, by, act, is_dry_run=dry_run)
    _tell(results, to_json=to_json, is_well=lambda one: one.is_done and one.code != "unchanged")


def redeliver(
    ids: Ids = None,
    *,
    why: Why,
    by: By = "",
    file: From = None,
    dry_run: Dry = False,
    act: ActId = None,
    to_json: AsJson = False,
) -> None:
    """Send again what did not arrive: messages by their ids, or those that a case told its applicant of."""
    _tell(_done("redeliver", _cases(ids, file), why, by, act, is_dry_run=dry_run), to_json=to_json)


def reassign(
    ids: Ids = None,
    *,
    to: Annotated[UUID, typer.Option(help="The office that gets the task: one above, or of its kind.")],
    why: Why,
    agreed_by: AgreedBy,
    by: By = "",
    file: From = None,
    dry_run: Dry = False,
    act: ActId = None,
    to_json: AsJson = False,
) -> None:
    """Give the open task of a case to another office, where nobody is who could decide it."""
    results = _done("reassign", _cases(ids, file), why, by, act, agreed_by, is_dry_run=dry_run, to=to)
    _tell(results, to_json=to_json)


def extend(
    ids: Ids = None,
    *,
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The last day.")],
    why: Why,
    by: By = "",
    file: From = None,
    dry_run: Dry = False,
    act: ActId = None,
    to_json: AsJson = False,
) -> None:
    """Let the deadline that a case's applicant has to keep end later, at the end of that day."""
    from kit.clock import end_of

    due_at = end_of(until.date())
    results = _done("extend", _cases(ids, file), why, by, act, is_dry_run=dry_run, until=due_at)
    _tell(results, to_json=to_json)


def hold(
    ids: Ids = None,
    *,
    kind: HoldOf,
    why: Why,
    by: By = "",
    file: From = None,
    dry_run: Dry = False,
    act: ActId = None,
    to_json: AsJson = False,
) -> None:
    """Let the clock of cases stand: nothing lapses until the last hold is lifted. Prints the hold of one."""
    cases = _cases(ids, file)
    if kind != "outage":
        _held(cases, kind, why, by, is_many=dry_run or act is not None)
        return
    from contracts.remedying import hold_of
    from kit.ids import new_id

    act = act or new_id()
    results = _done("hold", cases, why, by, act, is_dry_run=dry_run)
    if len(cases) == 1 and not (dry_run or to_json) and results[0].is_done:
        typer.echo(str(hold_of(act, cases[0])))
    else:
        _tell(results, to_json=to_json)


def release(
    ids: Ids = None,
    *,
    why: Why,
    by: By = "",
    file: From = None,
    dry_run: Dry = False,
    act: ActId = None,
    to_json: AsJson = False,
) -> None:
    """Lift what operators hold cases with, or one hold: `release ID HOLD`.

    After the last one the ledger computes when the deadline ends.
    What an objection holds ends with its answer.
    """
    if ids and len(ids) == len(("ID", "HOLD")) and not file:
        case_id, second = (the_case(one) for one in ids)
        if answer_of(_is_hold(second)):
            _lift(case_id, second, why, by)
            return
    _tell(_done("release", _cases(ids, file), why, by, act, is_dry_run=dry_run), to_json=to_json)


def replay(
    ids: Ids = None,
    *,
    why: Why,
    by: By = "",
    file: From = None,
    dry_run: Dry = False,
    act: ActId = None,
    to_json: AsJson = False,
) -> None:
    """Have declaration told again what the workflow of a case told it: what shows is behind."""
    _tell(_done("replay_read_model", _cases(ids, file), why, by, act, is_dry_run=dry_run), to_json=to_json)


def reset(
    ids: Ids = None,
    *,
    why: Why,
    agreed_by: AgreedBy,
    by: By = "",
    file: From = None,
    dry_run: Dry = False,
    act: ActId = None,
    to_json: AsJson = False,
) -> None:
    """Begin cases again where the code of this installation can go on with them (replay_broken).

    Refused where that would unmake what people were told or did, and where the code can go on (ADR 54).
    """
    results = _done("reset", _cases(ids, file), why, by, act, agreed_by, is_dry_run=dry_run)
    _tell(results, to_json=to_json)


COMMANDS: tuple[Callable[..., None], ...] = (nudge, redeliver, reassign, extend, hold, release, replay, reset)


def add_to(app: typer.Typer) -> None:
    """Make them verbs of a noun."""
    for command in COMMANDS:
        app.command()(command)


def _cases(ids: Sequence[str] | None, file: Path | None) -> list[UUID]:
    from contracts.remedies import MOST_CASES

    lines = file.read_text(encoding="utf-8").split() if file else []
    found = list(dict.fromkeys(the_case(one) for one in [*(ids or ()), *lines]))
    if not found or len(found) > MOST_CASES:
        raise typer.BadParameter(f"from 1 to {MOST_CASES} cases, not {len(found)}")
    return found


def _done(
    name: str,
    cases: Sequence[UUID],
    why: str,
    by: str,
    act_id: UUID | None,
    agreed_by: str = "",
    *,
    is_dry_run: bool,
    until: datetime | None = None,
    to: UUID | None = None,
) -> "list[CaseResult]":
    from contracts.remedies import Act, OneCase, Reason
    from kit.clock import now
    from kit.ids import new_id

    reason = Reason(by=by or getpass.getuser(), why=why, agreed_by=agreed_by)
    if agreed_by == reason.by:
        raise typer.BadParameter("--agreed-by must name a second person")
    one = OneCase(
        act_id=act_id or new_id(),
        act=Act(name),
        case_id=cases[0],
        city="",
        at=now(),
        reason_encrypted="",
        is_dry_run=is_dry_run,
        until=until,
        to=to,
    )
    typer.echo(f"操作编号 {one.act_id}", err=True)
    return answer_of(acted(one, cases, reason))


def _tell(
    results: "Sequence[CaseResult]",
    *,
    to_json: bool,
    is_well: "Callable[[CaseResult], bool]" = lambda one: one.is_done,
) -> None:
    """A line for each case; 1 when any failed."""
    wrong = sum(not is_well(one) for one in results)
    if to_json:
        told: list[dict[str, Any]] = [{**asdict(one), "case_id": str(one.case_id)} for one in results]
        as_json({"ok": not wrong, "results": told})
    else:
        for one in results:
            mark = {"would_do": "试运行：", "unchanged": "未改动："}.get(
                one.code, "" if one.is_done else "未完成："
            )
            typer.echo(f"{one.case_id}  {mark}{one.words}")
    if wrong:
        raise typer.Exit(NO)


def _held(cases: Sequence[UUID], kind: str, why: str, by: str, *, is_many: bool) -> None:
    """Of what is recorded as another kind than an outage; prints each hold."""
    from contracts.clock import HoldKind

    if is_many:
        raise typer.BadParameter("--dry-run and --act are for --kind outage")
    for case_id in cases:
        typer.echo(str(answer_of(recorded(partial(_place, case_id, HoldKind(kind)), by, why))))


async def _place(case_id: UUID, kind: "HoldKind", conn: "Connection", reason: "Reason") -> UUID:
    from services.declaration.progress.operations.holding import place_hold

    return await place_hold(conn, case_id, kind, reason)


def _lift(case_id: UUID, hold_id: UUID, why: str, by: str) -> None:
    from services.declaration.progress.operations.holding import lift_hold

    answer_of(recorded(lambda conn, reason: lift_hold(conn, case_id, hold_id, reason), by, why))
    typer.echo("已解除。")


async def _is_hold(some_id: UUID) -> bool:
    """Whether this is no case: then it is the hold of one, or nothing, as lifting it says."""
    from kit.db import open_pool, transaction
    from services.declaration.drafting.store.declarations import declaration
    from services.declaration.settings import Settings

    url = settings_of(Settings).database_url.get_secret_value()
    async with open_pool(url) as pool, transaction(pool) as conn:
        return await declaration(conn, some_id) is None
