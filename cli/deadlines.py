"""`zhicheng deadlines`: recorded acts on the deadlines of cases."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.options import AsJson, By, Why
from cli.output import as_json
from cli.surroundings import answer_of, pool_of, settings_of

if TYPE_CHECKING:
    from services.declaration.progress.domain.records import Reason
    from services.declaration.progress.operations.ledger import Change

app = typer.Typer(help="Deadlines of cases.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def main() -> None:
    """Keep `recompute` a command of its own."""


@app.command()
def recompute(
    *,
    why: Why = "年度节假日安排已公布，按规定重新计算",
    by: By = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")
    ] = False,
    to_json: AsJson = False,
) -> None:
    """Compute every provisional deadline anew that a case still waits for.

    Where the year's holidays are known by now, or the date moved, the deadline changes, the act is recorded
    (who, when, why, from what to what), and the case's workflow is told. Doing it again changes nothing.
    """
    from kit.clock import now
    from services.declaration.progress.domain.records import Reason

    reason = Reason(by=by, why=why, at=now())
    changes = answer_of(_recomputed(reason, is_trial=dry_run))
    if to_json:
        as_json({"dry_run": dry_run, "changes": [_change(change) for change in changes]})
        return
    for change in changes:
        typer.echo(_line(change))
    typer.echo(f"共 {len(changes)} 个期限{'将会变更，尚未变更' if dry_run else '已变更'}。")


async def _recomputed(reason: "Reason", *, is_trial: bool) -> "list[Change]":
    from kit.calendar import Workdays
    from kit.db import transaction
    from services.declaration.progress.operations.ledger import recompute_deadline
    from services.declaration.progress.store.deadlines import open_provisional_deadlines
    from services.declaration.settings import Settings

    settings = settings_of(Settings)
    calendar, changes = Workdays(settings.calendar_years), []
    async with pool_of(settings) as pool:
        async with transaction(pool) as conn:
            found = await open_provisional_deadlines(conn)
        for deadline_id in found:
            async with transaction(pool) as conn:
                change = await recompute_deadline(conn, deadline_id, calendar, reason, is_trial=is_trial)
            if change is not None:
                changes.append(change)
    return changes


def _change(change: "Change") -> Mapping[str, Any]:
    return {
        "deadline_id": str(change.entry.id),
        "application_id": str(change.entry.application_id),
        "kind": change.entry.kind.value,
        "old_due_at": change.entry.due_at.isoformat(),
        "new_due_at": change.due_at.isoformat(),
        "provisional": change.is_provisional,
        "calendar_version": change.calendar_version,
    }


def _line(change: "Change") -> str:
    from kit.web.filters import until

    entry = change.entry
    return (
        f"{entry.application_id}  {entry.kind}  {until(entry.due_at)} → {until(change.due_at)}"
        f"{'（暂定）' if change.is_provisional else ''}"
    )
