"""What stands against starting a declaration: the window and the verified archive (A2.3, A3.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from cities import Plan
from contracts.employers import in_words
from contracts.integrity import OWN_PAGE, Told
from kit.clock import day_in_words
from services.declaration.plans.domain import closing_words, opening_words

EMPLOYER_PAGE = "/archive/employer"
BASIC_PAGE = "/archive/basic"
RECORDS_PAGE = "/archive/records"


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """What of a person's archive the employer has verified, as far as it was told."""

    employer_id: UUID | None = None
    has_basic_verified: bool = False
    has_records_verified: bool = False
    suspended_for: str = ""  # why the employer may not act for the time being


@dataclass(frozen=True, kw_only=True)
class Dishonesty:
    """An entry of the register of dishonesty that runs."""

    told: Told
    from_on: date
    until_on: date


@dataclass(frozen=True, kw_only=True)
class Missing:
    """One thing that is missing, and the page where to see to it (none when one can only wait)."""

    rule: str
    message: str
    page: str = ""


def window_says(plan: Plan, at: datetime) -> Missing | None:
    """What the plan's window says against starting now."""
    if at < plan.opens:
        return Missing(rule="A3.1", message=f"申报尚未开始，{opening_words(plan)} 起可以申报")
    if at >= plan.closes:
        return Missing(rule="A3.1", message=f"申报已于 {closing_words(plan)} 截止")
    return None


def archive_says(readiness: Readiness) -> tuple[Missing, ...]:
    """Everything of the archive that is not verified yet, and that the employer may not act."""
    wanted = (
        (readiness.has_basic_verified, "个人基本信息尚未经用人单位审核通过", BASIC_PAGE),
        (readiness.has_records_verified, "业绩档案尚未经用人单位审核通过", RECORDS_PAGE),
    )
    unverified = tuple(
        Missing(rule="A2.3", message=message, page=page) for is_there, message, page in wanted if not is_there
    )
    return unverified + ((_suspended(readiness),) if readiness.suspended_for else ())


def _suspended(readiness: Readiness) -> Missing:
    cause = in_words(readiness.suspended_for)
    return Missing(
        rule="A2.4",
        message=f"您的用人单位的授权已暂停（{cause}），恢复后才能申报，请联系单位人事负责人",
        page=EMPLOYER_PAGE,
    )


def register_says(found: Sequence[Dishonesty]) -> tuple[Missing, ...]:
    """Every entry of the register that runs: why, by which document, until when, and what one can do."""
    return tuple(
        Missing(
            rule="A5.1",
            message=(
                f"您在职称申报评审诚信档案中有失信记录，{day_in_words(one.until_on)}及以前不能申报。"
                f"事由：{' '.join(one.told.why.split()).rstrip('。；')}；"
                f"依据：{one.told.office}《{one.told.source}》（{one.told.number}）。"
                "认为有误的，可以在规定时间内提出异议；已纠正的，可以向登记的单位申请信用修复"
            ),
            page=OWN_PAGE,
        )
        for one in found
    )


def missing(
    plan: Plan, readiness: Readiness, at: datetime, dishonesty: Sequence[Dishonesty] = ()
) -> tuple[Missing, ...]:
    """All that stands against starting, at once."""
    closed = window_says(plan, at)
    return ((closed,) if closed else ()) + archive_says(readiness) + register_says(dishonesty)
