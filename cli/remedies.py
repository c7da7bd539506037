"""`zhicheng case nudge|redeliver|reassign|extend|hold|release|replay|reset`: what is done about stuck cases.

The same operations as behind the operators' page, asked directly: they work while no workflow does.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from inspect import Parameter, Signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from uuid import UUID

import typer

from cli.acting import acted
from cli.case import recorded, the_case
from cli.offices import the_office
from cli.options import AsJson, By, Why
from cli.output import NO, as_json
from cli.surroundings import answer_of, settings_of, transaction_of
from contracts.remedies import MOST_CASES, Act

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
To = Annotated[
    str,
    typer.Option(metavar="CITY/OFFICE", help="The office that gets the task: one above, or of its kind."),
]
Until = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The last day.")]
Kind = Annotated[Literal["objection", "investigation", "outage"], typer.Option(help="Why the clock stands.")]


def _said(name: str) -> str:
    if not name.strip():
        raise typer.BadParameter("say who agreed")
    return name


AgreedBy = Annotated[str, typer.Option(callback=_said, help="The second person, who agreed to it.")]


def _option(name: str, annotation: object, default: object = Parameter.empty) -> Parameter:
    return Parameter(name, Parameter.KEYWORD_ONLY, annotation=annotation, default=default)


IDS = Parameter("ids", Parameter.POSITIONAL_OR_KEYWORD, annotation=Ids, default=None)
WHY = _option("why", Why)
NO_WHY = _option("why", Why, "")
AGREED_BY = _option("agreed_by", AgreedBy)
OF_ALL = (
    _option("by", By, ""),
    _option("file", From, None),
    _option("dry_run", Dry, default=False),
    _option("act", ActId, None),
    _option("to_json", AsJson, default=False),
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was typed."""

    ids: Sequence[str] | None
    why: str
    by: str
    file: Path | None
    dry_run: bool
    act: UUID | None
    to_json: bool
    agreed_by: str = ""
    to: str = ""
    until: datetime | None = None
    kind: str = ""

    def cases(self) -> list[UUID]:
        """Those that are meant, each once."""
        lines = self.file.read_text(encoding="utf-8").split() if self.file else []
        found = list(dict.fromkeys(the_case(one) for one in [*(self.ids or ()), *lines]))
        if not found or len(found) > MOST_CASES:
            raise typer.BadParameter(f"from 1 to {MOST_CASES} cases, not {len(found)}")
        return found


def _done(act: Act, asked: Asked, cases: Sequence[UUID], act_id: UUID | None = None) -> "list[CaseResult]":
    from contracts.remedies import OneCase, Reason
    from kit.clock import end_of, now
    from kit.ids import new_id

    if asked.agreed_by == asked.by:
        raise typer.BadParameter("--agreed-by must name a second person")
    one = OneCase(
        act_id=act_id or asked.act or new_id(),
        act=act,
        case_id=cases[0],
        city="",
        at=now(),
        reason_encrypted="",
        is_dry_run=asked.dry_run,
        until=end_of(asked.until.date()) if asked.until else None,
        to=the_office(asked.to) if asked.to else None,
    )
    typer.echo(f"操作编号 {one.act_id}", err=True)
    return answer_of(acted(one, cases, Reason(by=asked.by, why=asked.why, agreed_by=asked.agreed_by)))


def _tell(asked: Asked, results: "Sequence[CaseResult]", *, is_unchanged_well: bool = True) -> None:
    """A line for each case; 1 when any failed."""
    wrong = sum(not one.is_done or (one.code == "unchanged" and not is_unchanged_well) for one in results)
    if asked.to_json:
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


def _do(act: Act, asked: Asked) -> None:
    _tell(asked, _done(act, asked, asked.cases()))


def _nudge(act: Act, asked: Asked) -> None:
    """What was to go on and did not is no success."""
    _tell(asked, _done(act, asked, asked.cases()), is_unchanged_well=False)


def _hold(act: Act, asked: Asked) -> None:
    cases = asked.cases()
    if asked.kind != "outage":
        _held(asked, cases)
        return
    from contracts.remedying import hold_of
    from kit.ids import new_id

    act_id = asked.act or new_id()
    results = _done(act, asked, cases, act_id)
    if len(cases) == 1 and not (asked.dry_run or asked.to_json) and results[0].is_done:
        typer.echo(str(hold_of(act_id, cases[0])))
    else:
        _tell(asked, results)


def _held(asked: Asked, cases: Sequence[UUID]) -> None:
    """Of what is recorded as another kind than an outage; prints each hold."""
    from contracts.clock import HoldKind

    if asked.dry_run or asked.act is not None:
        raise typer.BadParameter("--dry-run and --act are for --kind outage")
    for case_id in cases:
        place = partial(_place, case_id, HoldKind(asked.kind))
        typer.echo(str(answer_of(recorded(place, asked.by, asked.why))))


async def _place(case_id: UUID, kind: "HoldKind", conn: "Connection", reason: "Reason") -> UUID:
    from services.declaration.progress.operations.holding import place_hold

    return await place_hold(conn, case_id, kind, reason)


def _release(act: Act, asked: Asked) -> None:
    if asked.ids and len(asked.ids) == len(("ID", "HOLD")) and not asked.file:
        case_id, second = (the_case(one) for one in asked.ids)
        if answer_of(_is_hold(second)):
            _lift(asked, case_id, second)
            return
    _do(act, asked)


def _lift(asked: Asked, case_id: UUID, hold_id: UUID) -> None:
    if asked.dry_run or asked.act:
        raise typer.BadParameter("--dry-run and --act are for whole cases, not for one hold")
    from services.declaration.progress.operations.holding import lift_hold

    lift = recorded(lambda conn, reason: lift_hold(conn, case_id, hold_id, reason), asked.by, asked.why)
    answer_of(lift)
    typer.echo("已解除。")


async def _is_hold(some_id: UUID) -> bool:
    """Whether this is no case: then it is the hold of one, or nothing, as lifting it says."""
    from services.declaration.drafting.store.declarations import declaration
    from services.declaration.settings import Settings

    async with transaction_of(settings_of(Settings)) as conn:
        return await declaration(conn, some_id) is None


@dataclass(frozen=True, kw_only=True)
class Verb:
    """An act as a command: what is asked for besides what all ask for, and what is done."""

    act: Act
    about: str
    own: Sequence[Parameter] = (WHY,)
    do: Callable[[Act, Asked], None] = _do

    def command(self) -> Callable[..., None]:
        """What typer calls; it reads there what may be typed."""

        def run(**typed: Any) -> None:
            self.do(self.act, Asked(**typed))

        parameters = (IDS, *self.own, *OF_ALL)
        run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]  # inspect's own way
        run.__annotations__ = {one.name: one.annotation for one in parameters}
        return run


VERBS: Mapping[str, Verb] = {
    "nudge": Verb(
        act=Act.NUDGE,
        about="""Tell cases again, in order, all that was decided and paid about them.

        For a case that does not move although its next step was done. What it knows already changes nothing.
        """,
        own=(NO_WHY,),
        do=_nudge,
    ),
    "redeliver": Verb(
        act=Act.REDELIVER,
        about="""Send again what did not arrive: messages by their ids, or those that a case told its
        applicant of.""",
    ),
    "reassign": Verb(
        act=Act.REASSIGN,
        about="Give the open task of a case to another office, where nobody is who could decide it.",
        own=(_option("to", To), WHY, AGREED_BY),
    ),
    "extend": Verb(
        act=Act.EXTEND,
        about="Let the deadline that a case's applicant has to keep end later, at the end of that day.",
        own=(_option("until", Until), WHY),
    ),
    "hold": Verb(
        act=Act.HOLD,
        about="""Let the clock of cases stand: nothing lapses until the last hold is lifted.
        Prints the hold of one.""",
        own=(_option("kind", Kind), WHY),
        do=_hold,
    ),
    "release": Verb(
        act=Act.RELEASE,
        about="""Lift what operators hold cases with, or one hold: `release ID HOLD`.

        After the last one the ledger computes when the deadline ends.
        What an objection holds ends with its answer.
        """,
        do=_release,
    ),
    "replay": Verb(
        act=Act.REPLAY_READ_MODEL,
        about="Have declaration told again what the workflow of a case told it: what shows is behind.",
    ),
    "reset": Verb(
        act=Act.RESET,
        about="""Begin cases again where the code of this installation can go on with them (replay_broken).

        Refused where that would unmake what people were told or did, and where the code can go on (ADR 54).
        """,
        own=(WHY, AGREED_BY),
    ),
}


def add_to(app: typer.Typer) -> None:
    """Make them verbs of a noun."""
    for name, verb in VERBS.items():
        app.command(name, help=verb.about)(verb.command())
