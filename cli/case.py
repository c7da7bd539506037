"""`zhicheng case`: what is known of one application, and whether its sealed file is intact."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, TypeVar
from uuid import UUID

import typer

from cli.options import AsJson, By, Why
from cli.output import NO, as_json
from cli.surroundings import answer_of, settings_of, transaction_of

if TYPE_CHECKING:
    from kit.db import Connection
    from services.declaration.progress.domain.records import Reason
    from services.declaration.progress.operations.chain import Checked

T = TypeVar("T")

app = typer.Typer(
    help="Applications: where one stands, and its sealed file.", no_args_is_help=True, rich_markup_mode=None
)

UNKNOWN = "没有这个申报，请核对编号。"


def the_case(typed: str) -> UUID:
    """The application of an id, or of the number by which people speak of it."""
    from kit.reference import typed_stem

    try:
        return UUID(typed)
    except ValueError:
        number = typed_stem(typed)
    if number is None:
        raise typer.BadParameter("neither an id nor a number such as 384-107-6255: check each digit")
    return answer_of(_numbered(number))


CaseId = Annotated[
    UUID, typer.Argument(metavar="ID", help="The application's number (申报编号) or id.", parser=the_case)
]
Repair = Annotated[bool, typer.Option("--repair", help="Put back first what was written over or deleted.")]


@app.command()
def show(case_id: CaseId, *, to_json: AsJson = False) -> None:
    """Show status, whose turn it is, timeline, deadlines and sealed sections.

    Ids, dates and codes only: nothing of the person is read or printed.
    """
    told = answer_of(_told(case_id))
    if to_json:
        as_json(told)
        return
    for line in _lines(told):
        typer.echo(line)


@app.command()
def verify(case_id: CaseId, *, repair: Repair = False, to_json: AsJson = False) -> None:
    """Check every sealed section of a case, in order.

    Each is fetched, its SHA-256 compared, decrypted, and must name the section before it; the list of a
    submission must cover what was submitted. Ends with 1 when anything is wrong.
    """
    sections, mended = answer_of(_checked(case_id, is_repaired=repair))
    if mended:
        typer.echo(f"已恢复 {mended} 项。", err=True)
    is_intact = not any(section.wrong for section in sections)
    if to_json:
        as_json({"ok": is_intact, "id": str(case_id), "sections": [_verified(one) for one in sections]})
    else:
        for number, one in enumerate(sections, 1):
            typer.echo(f"{number:>3}  {one.ref.name}：{'；'.join(one.wrong) or '完好'}")
        words = "全部完好" if is_intact else "有损坏或缺失"
        typer.echo(f"共 {len(sections)} 份封存材料，{words}。" if sections else "尚无封存材料。")
    if not is_intact:
        raise typer.Exit(NO)


@app.command()
def reinstate(
    case_id: CaseId,
    *,
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The last day to act.")],
    why: Why,
    by: By = "",
) -> None:
    """Undo an end that came by the clock alone, within its grace. Recorded: who, when, why, until when."""
    from kit.clock import end_of
    from services.declaration.progress.operations.holding import reinstate as undo

    due_at = end_of(until.date())
    answer_of(recorded(lambda conn, reason: undo(conn, case_id, due_at, reason), by, why))
    typer.echo("已登记，即将恢复办理。")


async def _numbered(number: int) -> UUID:
    from kit.errors import NotFound
    from services.declaration.drafting.store.declarations import declaration_of_number
    from services.declaration.settings import Settings

    async with transaction_of(settings_of(Settings)) as conn:
        found = await declaration_of_number(conn, number)
    if found is None:
        raise NotFound(UNKNOWN)
    return found


async def recorded(act: "Callable[[Connection, Reason], Awaitable[T]]", by: str, why: str) -> T:
    """Do a recorded act in one transaction."""
    from kit.clock import now
    from services.declaration.progress.domain.records import Reason
    from services.declaration.settings import Settings

    async with transaction_of(settings_of(Settings)) as conn:
        return await act(conn, Reason(by=by, why=why, at=now()))


async def _told(case_id: UUID) -> dict[str, Any]:
    from pydantic_core import to_jsonable_python

    from contracts.application import STATUS_NAMES
    from contracts.remedies import reason_of
    from kit.acts import acts_about
    from kit.errors import NotFound
    from kit.reference import reference
    from services.declaration.drafting.store.declarations import declaration
    from services.declaration.progress.store.deadlines import deadlines_of
    from services.declaration.progress.store.moves import moves_of
    from services.declaration.settings import Settings

    settings = settings_of(Settings)
    async with transaction_of(settings) as conn:
        record = await declaration(conn, case_id)
        if record is None:
            raise NotFound(UNKNOWN)
        told = {
            "id": record.id,
            "number": reference(record.id),
            "city": record.city,
            "plan": record.plan,
            "plan_version": record.plan_version,
            "status": record.status,
            "status_name": STATUS_NAMES[record.status],
            "stage": record.stage,
            "round": record.round,
            "position": record.position,
            "turn": record.turn,
            "timeline": await moves_of(conn, case_id),
            "deadlines": await deadlines_of(conn, case_id),
            "sections": record.sections,
        }
        acts = await acts_about(conn, case_id)
    cipher = settings.field_cipher()
    told["acts"] = [
        {"id": one.act_id, "act": one.act, "at": one.at, "words": one.words}
        | asdict(reason_of(cipher, one.reason_encrypted))
        for one in acts
    ]
    found: dict[str, Any] = to_jsonable_python(told)
    return found


async def _checked(case_id: UUID, *, is_repaired: bool) -> "tuple[list[Checked], int]":
    from cli.repairing import repair
    from kit.blobs import Blobs
    from kit.crypto import FieldCipher
    from kit.errors import NotFound
    from kit.sealed import CaseFile
    from services.declaration.drafting.store.declarations import case_key, declaration
    from services.declaration.progress.operations import chain
    from services.declaration.settings import Settings

    settings = settings_of(Settings)
    async with transaction_of(settings) as conn:
        record, wrapped = await declaration(conn, case_id), await case_key(conn, case_id)
    if record is None:
        raise NotFound(UNKNOWN)
    case_file = CaseFile(Blobs(settings), FieldCipher(settings.case_keys.get_secret_value()), "declaration")
    mended = await repair(case_file, case_id, record.sections, wrapped) if is_repaired else 0
    return await chain.verify(case_file, record), mended


def _verified(section: "Checked") -> Mapping[str, Any]:
    ref = section.ref
    return {
        "name": ref.name,
        "key": ref.key,
        "sha256": ref.sha256,
        "ok": not section.wrong,
        "wrong": list(section.wrong),
    }


def _lines(told: Mapping[str, Any]) -> Iterator[str]:
    from services.declaration.progress.domain.records import ROLE_NAMES

    turn = told["turn"]
    yield f"申报  {told['number']}（{told['id']}，{told['city']}，{told['plan']}，第 {told['round']} 次提交）"
    yield f"状态  {told['status_name']}（{told['status']}）"
    yield f"轮到  {turn['name'] or ROLE_NAMES[turn['who']]}：{turn['why']}"
    yield f"自    {_moment(turn['since'])}{_until(turn['until'], is_provisional=turn['is_provisional'])}"
    yield "经过"
    for move in told["timeline"]:
        happened = f"{move['event']} → {move['status']}"
        yield f"  {move['position']:>3}  {_moment(move['at'])}  {happened}  {move['stage']}".rstrip()
    yield "期限"
    for entry in told["deadlines"]:
        due = _until(entry["due_at"], is_provisional=entry["is_provisional"])
        yield f"  {entry['kind']}  {_moment(entry['starts_at'])}{due}  {entry['rule']}"
        for act in entry["acts"]:
            before = _until(act["old_due_at"]).removeprefix(" 至 ")
            yield f"    {_moment(act['at'])} {act['by']}：{act['why']}（原为 {before}）"
    for act in told["acts"]:
        agreed = f"、{act['agreed_by']}" if act["agreed_by"] else ""
        yield f"处置  {_moment(act['at'])} {act['by']}{agreed}：{act['words']}（{act['why']}）"
    yield "封存材料"
    for number, ref in enumerate(told["sections"], 1):
        yield f"  {number:>3}  {ref['name']}  {ref['sha256'][:16]}…"


def _moment(text: str) -> str:
    from kit.web.filters import moment

    return moment(datetime.fromisoformat(text))


def _until(text: str | None, *, is_provisional: bool = False) -> str:
    from kit.web.filters import until

    if text is None:
        return ""
    return f" 至 {until(datetime.fromisoformat(text))}{'（暂定）' if is_provisional else ''}"
