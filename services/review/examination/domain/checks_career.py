"""Qualification and years, appraisals, continuing education, post and appointment (C2.1)."""

from collections.abc import Iterator
from datetime import date

from cities.conditions import full_years
from contracts.career import in_words
from contracts.sections.declaration import NO_TITLE, Attachment
from contracts.sections.entries import value_of
from contracts.sections.verified import Year
from kit.clock import day_in_words
from services.review.examination.domain.checks import Case, Measured

DECIDED = "有破格、转评等情形的，由审查部门核定"
GOOD = frozenset({"优秀", "合格"})
UNGRADED = "不定等次"
POST = "post"
SAID = "public_post"
YES, NO = "是", "否"


def title_years(case: Case) -> Measured | None:
    """Full years since the current title, until the window closes."""
    conditions, declared = case.conditions, case.declared
    if conditions is None or not (least := conditions.gates.title_years):
        return None
    wanted = f"取得现任资格满 {least} 年，算至 {day_in_words(conditions.closes_on)}"
    if not declared.current_title_on:
        return Measured.of("没有现任资格", wanted, unclear=[f"没有取得时间，无法计算年限；{DECIDED}"])
    had = full_years(declared.current_title_on, conditions.closes_on)
    measured = f"{declared.current_title}，{in_words(declared.current_title_on)}取得，满 {had} 年"
    return Measured.of(measured, wanted, unmet=[f"还差 {least - had} 年；{DECIDED}"] if had < least else [])


def work_years(case: Case) -> Measured | None:
    """Years of engineering work: as many as the plan asks for, no more than somebody can have (M2.8)."""
    conditions, years = case.conditions, case.declared.years
    if conditions is None:
        return None
    least, began = conditions.gates.years, case.verified.worked_since
    wanted = f"满 {least} 年，不超过参加工作以来的年数" if least else "不超过参加工作以来的年数"
    unmet = [f"还差 {least - years} 年；{DECIDED}"] if years < least else []
    if not began:
        return Measured.of(f"{years} 年", wanted, unmet=unmet, unclear=["没有参加工作时间，无法核对"])
    most = full_years(began, date(conditions.year, 12, 31))
    if years > most:
        unmet.append(f"{in_words(began)}参加工作，至 {conditions.year} 年底只满 {most} 年")
    return Measured.of(f"{years} 年，{in_words(began)}参加工作", wanted, unmet=unmet)


def appraisals(case: Case) -> Measured | None:
    """Every appraisal of the term that has to be there, and none below 合格 (M2.9)."""
    conditions = case.conditions
    if conditions is None or not conditions.appraisal_years:
        return None
    found = [_of(case, year) for year in conditions.years_to_appraise(case.verified)]
    unmet = [f"缺 {one.year} 年度考核" for one in found if not one.appraisal]
    unmet += [
        f"{one.year} 年度考核为{one.appraisal}"
        for one in found
        if one.appraisal and one.appraisal not in GOOD | {UNGRADED}
    ]
    unclear = [f"{one.year} 年度考核{UNGRADED}" for one in found if one.appraisal == UNGRADED]
    told = "、".join(f"{one.year}{one.appraisal}" for one in found if one.appraisal)
    wanted = f"任期内（至少近 {conditions.appraisal_years} 年）齐全，均为合格以上"
    return Measured.of(told or "没有记录", wanted, unmet=unmet, unclear=unclear)


def education(case: Case) -> Measured | None:
    """The hours of each of the years before the plan's (A8.5)."""
    conditions = case.conditions
    if conditions is None or not conditions.education_years:
        return None
    asked = conditions.continuing_education
    found = [_of(case, year) for year in conditions.education_years]
    unmet = [f"{one.year} 年度{'，'.join(short)}" for one in found if (short := [*asked.short(one)])]
    years = "、".join(str(one.year) for one in found)
    return Measured.of("；".join(map(_hours, found)), f"{years} 年，{asked.words}", unmet=unmet)


def post_sheet(case: Case) -> Measured | None:
    """The sheet about the post, of whoever holds one at a public institution (A8.6)."""
    said, sheet = _said(case), _sheet(case)
    if not said and sheet is None:
        return None  # the plan does not ask
    wanted = "事业编制人员提供《事业单位人员职称申报岗位信息表》"
    if said == NO:
        return Measured.of("本人说明不是事业编制人员", wanted)
    files = len(sheet.files) if sheet else 0
    if files:
        return Measured.of(f"已上传 {files} 个文件，岗位等级与申报资格请对照该表", wanted)
    if said == YES:
        return Measured.of("没有上传", wanted, unmet=["没有《事业单位人员职称申报岗位信息表》"])
    return Measured.of("没有说明", wanted, unclear=["没有说明是否为事业编制人员"])


def appointment(case: Case) -> Measured | None:
    """Whoever holds a post has been appointed to the title that they have."""
    declared = case.declared
    if _said(case) == NO or declared.current_title in ("", NO_TITLE):
        return None
    since = f"{in_words(declared.appointed_on)}聘任" if declared.appointed_on else "没有聘任时间"
    measured = f"{declared.current_title}，{since}；申报{declared.title_applied}"
    unmet = [] if declared.appointed_on else ["没有聘任时间，取得现任资格后没有聘任到岗"]
    return Measured.of(measured, "现任资格已经聘任", unmet=unmet)


def _of(case: Case, year: int) -> Year:
    return next((one for one in case.verified.proven.years if one.year == year), Year(year=year))


def _hours(year: Year) -> str:
    parts = " ".join(_parts(year))
    return f"{year.year} 年度 {year.hours or 0} 学时" + (f"（{parts}）" if parts else "")


def _parts(year: Year) -> Iterator[str]:
    if year.special_hours:
        yield f"专业科目 {year.special_hours}"
    if year.general_hours:
        yield f"公需科目 {year.general_hours}"


def _said(case: Case) -> str:
    return value_of(case.submission.declaration.particulars, SAID)


def _sheet(case: Case) -> Attachment | None:
    return next((one for one in case.submission.declaration.attachments if one.code == POST), None)
