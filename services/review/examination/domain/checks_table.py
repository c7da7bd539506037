"""Every check: its code, the item to which it belongs, its name, its rule, and what computes it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from contracts.sections.checks import Check
from contracts.sections.parts import Submission
from services.review.examination.domain import checks_career as career
from services.review.examination.domain import checks_evidence as evidence
from services.review.examination.domain.checks import Case, Measured
from services.review.examination.domain.items import (
    APPRAISAL,
    ATTACHMENTS,
    BASIC,
    EDUCATION,
    FORM,
    POST_FIT,
    RECORDS,
    SENIORITY,
    Item,
)


@dataclass(frozen=True)
class Row:
    """One check; `measure` answers nothing where there is nothing to check."""

    code: str
    item: Item
    name: str
    rule: str
    measure: Callable[[Case], Measured | None]


INTEGRITY = "integrity"


def integrity(dishonesty: Sequence[str]) -> Measured | None:
    """What stands in the register; nothing to tell where nothing does."""
    if not dishonesty:
        return None
    why = "记录期内不得申报职称，须核实本次申报与记录的关系"
    return Measured.of("；".join(dishonesty), "没有正在执行的失信记录", unmet=[why])


TABLE = (
    Row(INTEGRITY, BASIC, "诚信档案", "C2.1", lambda case: integrity(case.dishonesty)),
    Row("dates", BASIC, "时间先后", "C2.1", evidence.dates),
    Row("employer", BASIC, "用人单位", "C2.1", evidence.employer),
    Row("schooling", BASIC, "学历学位登记", "A8.8", evidence.schooling),
    Row("since_title", RECORDS, "业绩取得时间", "A7.1", evidence.since_title),
    Row("same_numbers", RECORDS, "编号重复", "C2.1", evidence.same_numbers),
    Row("same_files", RECORDS, "佐证文件重复", "C2.1", evidence.same_files),
    Row("elsewhere", RECORDS, "其他申报中的相同材料", "C2.1", evidence.elsewhere),
    Row("declared", FORM, "与个人基本信息一致", "A2.3", evidence.declared),
    Row("score", FORM, "自评分", "A6.4", evidence.score),
    Row("enclosed", ATTACHMENTS, "附件齐全", "A8.8", evidence.enclosed),
    Row("title_years", SENIORITY, "现任资格年限", "C2.1", career.title_years),
    Row("work_years", SENIORITY, "专业工作年限", "M2.8", career.work_years),
    Row("appraisals", APPRAISAL, "任期内年度考核", "M2.9", career.appraisals),
    Row("education", EDUCATION, "每年继续教育学时", "A8.5", career.education),
    Row("post_sheet", POST_FIT, "岗位信息表", "A8.6", career.post_sheet),
    Row("appointment", POST_FIT, "资格与聘任", "C2.1", career.appointment),
)


def checked(
    submission: Submission,
    items: Iterable[Item],
    dishonesty: Sequence[str] = (),
    elsewhere: Mapping[str, int] | None = None,
) -> tuple[Check, ...]:
    """The checks of these items, in the order of the table."""
    case, codes = Case(submission, dishonesty, elsewhere), {item.code for item in items}
    found = ((row, row.measure(case)) for row in TABLE if row.item.code in codes)
    return tuple(_check(row, one) for row, one in found if one is not None)


def integrity_check(dishonesty: Sequence[str]) -> Check | None:
    """The one check that can change while an office examines: what stands in the register by now."""
    row = next(one for one in TABLE if one.code == INTEGRITY)
    found = integrity(dishonesty)
    return _check(row, found) if found else None


def _check(row: Row, found: Measured) -> Check:
    return Check(
        code=row.code,
        item=row.item.code,
        name=row.name,
        rule=row.rule,
        result=found.result,
        measured=found.measured,
        wanted=found.wanted,
        reason=found.reason,
    )
