"""The chief clerk asks for another name or department; an administrator decides (M2.5, M2.6)."""

from uuid import UUID

from cities import Cities
from kit.db import Connection
from kit.errors import Refusal
from kit.ids import derived
from kit.session import Session
from services.identity.access.operations.faults import refuse
from services.identity.employers.domain.employers import Employer
from services.identity.employers.operations.clerks import led_employer
from services.identity.employers.operations.register_employer import choices
from services.identity.employers.store.employers import employer_by_id
from services.identity.requests.domain.requests import Facts, RequestKind
from services.identity.requests.operations.change_employer import Move, move_faults, name_faults
from services.identity.requests.store import requests


class ChangeWaits(Refusal):
    """同样的变更申请正在审核，请等待结果，或先撤回再重新提交。"""


async def ask_renaming(conn: Connection, name: str, why: str, *, form_id: UUID, who: Session) -> None:
    """Ask for another name. The same form sent twice asks once."""
    employer = await _led(conn, who)
    if await _is_asked(conn, RequestKind.RENAMING, form_id, who):
        return
    refuse(name_faults(employer, name, why))
    after = Facts(name=name)
    await _ask(conn, employer, RequestKind.RENAMING, after, why=why, form_id=form_id, who=who)


async def ask_move(conn: Connection, move: Move, *, form_id: UUID, who: Session, cities: Cities) -> None:
    """Ask for another department. The same form sent twice asks once."""
    employer = await _led(conn, who)
    if await _is_asked(conn, RequestKind.SUPERIOR, form_id, who):
        return
    before = Facts.of(RequestKind.SUPERIOR, employer.details)
    chosen = choices(cities, employer.city).get(move.affiliation)
    after = move.facts(chosen) if chosen else before
    refuse(move_faults(move, chosen, employer.details.kind, is_same=before == after))
    await _ask(conn, employer, RequestKind.SUPERIOR, after, why=move.why, form_id=form_id, who=who)


async def _led(conn: Connection, who: Session) -> Employer:
    employer = await employer_by_id(conn, await led_employer(conn, who))
    assert employer is not None  # noqa: S101 - locked a moment ago
    return employer


def _request_id(kind: RequestKind, form_id: UUID, who: Session) -> UUID:
    return derived("employer_request", kind, who.account_id, form_id)


async def _is_asked(conn: Connection, kind: RequestKind, form_id: UUID, who: Session) -> bool:
    return await requests.request_by_id(conn, _request_id(kind, form_id, who)) is not None


async def _ask(
    conn: Connection,
    employer: Employer,
    kind: RequestKind,
    after: Facts,
    *,
    why: str,
    form_id: UUID,
    who: Session,
) -> None:
    try:
        await requests.insert_request(
            conn,
            request_id=_request_id(kind, form_id, who),
            city=employer.city,
            employer_id=employer.id,
            kind=kind,
            asked_by=who.account_id,
            before=Facts.of(kind, employer.details),
            after=after,
            why=why,
        )
    except requests.AskedAlready as error:
        raise ChangeWaits from error
