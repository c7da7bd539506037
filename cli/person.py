"""`zhicheng person`: hold a person's data for a complaint or an inquiry, so that it is not erased."""

from typing import Annotated
from uuid import UUID

import typer

from cli.surroundings import answer_of, settings_of, transaction_of

app = typer.Typer(
    help="Persons: keep somebody's data from being erased.", no_args_is_help=True, rich_markup_mode=None
)

PersonId = Annotated[UUID, typer.Argument(metavar="ID", help="The person's id.")]
By = Annotated[
    str, typer.Option("--by", help="Who decided it: an office or a document, not a person's data.")
]


@app.command()
def hold(
    person_id: PersonId,
    why: Annotated[str, typer.Option("--why", help="The complaint or inquiry, by its number.")],
    by: By,
) -> None:
    """Hold: a request for erasure is answered with this hold until it is released."""
    answer_of(_hold(person_id, why, by))
    typer.echo("已保全，解除之前不会删除。")


@app.command()
def release(person_id: PersonId, by: By) -> None:
    """Release what was held. The person may ask for erasure again."""
    answer_of(_release(person_id, by))
    typer.echo("已解除保全。")


async def _hold(person_id: UUID, why: str, by: str) -> None:
    from kit.clock import now
    from services.identity.privacy.operations.erasure import hold_person
    from services.identity.settings import Settings

    async with transaction_of(settings_of(Settings)) as conn:
        await hold_person(conn, person_id, reason=why, set_by=by, at=now())


async def _release(person_id: UUID, by: str) -> None:
    from kit.clock import now
    from services.identity.privacy.operations.erasure import release_person
    from services.identity.settings import Settings

    async with transaction_of(settings_of(Settings)) as conn:
        await release_person(conn, person_id, lifted_by=by, at=now())
