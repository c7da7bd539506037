"""A sheet of officials: examined row by row, then done as it was shown; nobody's failure stops another's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cities import Cities
from contracts.normal import names
from kit.clock import SHANGHAI, day_in_words, now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.ids import new_id
from kit.importing import Done, Finding, Outcome
from kit.session import Session
from services.identity.access.operations.sessions import may_manage
from services.identity.access.operations.sign_in import login_fingerprint
from services.identity.access.store.accounts import account_by_login
from services.identity.offices.domain.official_sheet import SheetRow
from services.identity.offices.domain.officials import Official, Post, TypedOfficial, period_faults
from services.identity.offices.operations.officials import (
    assign_official,
    change_post,
    keep_number,
    offices_called,
    renew_mobile,
)
from services.identity.offices.store.officials import number_of, official_by_id
from services.identity.people.operations.register_applicant import number_fingerprint

TAKEN = "登录名已有人使用，请换一个"


@dataclass(frozen=True, kw_only=True)
class Found(Finding):
    """What a row of an official does."""

    row: SheetRow
    typed: TypedOfficial
    city: str = ""
    post: Post | None = None
    official: Official | None = None
    number_hash: str | None = None  # of an ID number that the account that is there is not known by

    @property
    def basis(self) -> object:
        """What was typed, and the account as it was."""
        official = self.official
        return (
            dict(self.row.values),
            str(official.id if official else ""),
            official.version if official else 0,
        )


async def examine(
    conn: Connection, rows: Sequence[SheetRow], cities: Cities, admin: Session, cipher: FieldCipher
) -> list[Found]:
    """What each row would do."""
    seen: dict[str, int] = {}
    found = []
    for row in rows:
        finding = await _examine(conn, row, cities, admin, cipher)
        login = finding.typed.login
        if login in seen:
            finding = replace(finding, outcome=Outcome.WRONG, words=f"登录名与第 {seen[login]} 行重复")
        elif login:
            seen[login] = row.number
        found.append(finding)
    return found


async def carry_out(conn: Connection, finding: Found, admin: Session, cipher: FieldCipher) -> Done:
    """Assign one account, or change the one that is there."""
    if finding.post is None:  # of a row that is wrong
        return Done(finding=finding, words=finding.words, is_done=False)
    if finding.official is not None:
        return await _change(conn, finding, finding.official, finding.post, admin, cipher)
    assigned = await assign_official(
        conn,
        finding.typed,
        finding.post,
        account_id=new_id(),
        city=finding.city,
        by=admin.account_id,
        cipher=cipher,
    )
    return Done(finding=finding, words="已分配账号", is_done=True, code=assigned.code or "")


async def _change(
    conn: Connection, finding: Found, official: Official, post: Post, admin: Session, cipher: FieldCipher
) -> Done:
    await renew_mobile(conn, official, finding.typed.mobile, cipher)
    await change_post(conn, official.id, post, version=official.version, admin=admin)
    if finding.number_hash:
        await keep_number(conn, official.id, finding.number_hash)
    return Done(finding=finding, words="已变更", is_done=True)


async def _examine(
    conn: Connection, row: SheetRow, cities: Cities, admin: Session, cipher: FieldCipher
) -> Found:
    typed, today = TypedOfficial.typed(row.values), now().astimezone(SHANGHAI).date()
    cells = (typed.name or "—", typed.login or "—")
    plain = Found(number=row.number, cells=cells, row=row, typed=typed, outcome=Outcome.WRONG, words="")
    city, post, fault = _post(row, cities, admin)
    faults = [*row.faults, *typed.faults(today).values(), *([fault] if fault else [])]
    account = await account_by_login(conn, login_fingerprint(typed.login, cipher)) if typed.login else None
    official = await official_by_id(conn, account.id) if account and account.role == "official" else None
    if account and (official is None or not may_manage(admin, official.city)):
        faults.append(TAKEN)
    elif official and not names.is_same_person_name(official.name, typed.name):
        faults.append("登录名属于姓名不同的另一个账号，请核对")
    elif official and post and official.city != city:
        faults.append("只能改任同一城市的机构，跨城市请另行分配账号")
    if post and official and official.term and row.from_on is None:
        post = replace(post, from_on=official.term.from_on)
    if not faults and post and not (official and post.is_held(official.term)):
        faults += _period(post).values()
    if faults or post is None:
        return replace(plain, words="；".join(faults))
    number_hash = await _number(conn, typed, official, cipher)
    found = replace(plain, city=city, post=post, official=official, number_hash=number_hash)
    return _told(found, official, post, cipher)


async def _number(
    conn: Connection, typed: TypedOfficial, official: Official | None, cipher: FieldCipher
) -> str | None:
    """The hash of the typed ID number, if the account is there and is not known by it."""
    if official is None or not typed.id_number:
        return None
    fingerprint = number_fingerprint(typed.id_number, cipher)
    return None if await number_of(conn, official.id) == fingerprint else fingerprint


def _told(finding: Found, official: Official | None, post: Post, cipher: FieldCipher) -> Found:
    mobile = finding.typed.mobile
    if official is None:
        return replace(
            finding,
            outcome=Outcome.NEW,
            words=f"新账号，手机 {mobile}，任职 {post.office_name}（{_span(post)}）",
        )
    changed = []
    if not post.is_held(official.term):
        before = official.term.office_name if official.term else "没有任职"
        changed.append(f"任职 {before} → {post.office_name}（{_span(post)}）")
    if _mobile(official, cipher) != mobile:
        changed.append(f"手机号码变更为 {mobile}")
    if finding.number_hash:
        changed.append("登记身份证号码（用于回避）")
    if not changed:
        return replace(finding, outcome=Outcome.SAME, words="与现有账号一致")
    return replace(finding, outcome=Outcome.CHANGE, words="；".join(changed))


def _post(row: SheetRow, cities: Cities, admin: Session) -> tuple[str, Post | None, str | None]:
    """The office that a row names, by its full name or slug."""
    office, city = row.values.get("office", ""), row.values.get("city", "")
    if not office:
        return "", None, "请填写机构"
    found = offices_called(cities, admin, office, city)
    if len(found) != 1:
        fault = f"有多个“{office}”，请填写城市" if found else f"没有机构“{office}”，请填写机构全称"
        return "", None, fault
    slug, post = found[0]
    return slug, replace(post, from_on=row.from_on or post.from_on, until_on=row.until_on), None


def _span(post: Post) -> str:
    """From when until when, as it will be kept."""
    begins, *ends = (day_in_words(one) for one in (post.from_on, post.until_on) if one)
    return f"{begins}至{ends[0]}" if ends else f"{begins}起"


def _period(post: Post) -> Mapping[str, str]:
    return period_faults(post.from_on, post.until_on, now().astimezone(SHANGHAI).date())


def _mobile(official: Official, cipher: FieldCipher) -> str:
    return cipher.decrypt(official.mobile_encrypted) if official.mobile_encrypted else ""
