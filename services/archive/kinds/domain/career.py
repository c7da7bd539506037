"""Kinds of records that tell a career: education, posts, titles, certificates, training, appraisals."""

from datetime import date
from decimal import Decimal

from contracts.career import Moment
from contracts.sections.archive import Visibility
from kit.errors import Fault
from services.archive.kinds.domain.basic import DEGREES, EDUCATION
from services.archive.kinds.domain.fields import Values, choice, hours, long, month, text, year, yes_no
from services.archive.kinds.domain.kind import Kind, not_before

YEARLY_HOURS = 2000
ABROAD = "在国内的不填"


def _valid_after_obtained(values: Values, _: date) -> list[Fault]:
    return not_before(CERTIFICATE, values, "valid_until", "obtained_on")


def _parts_fit_into_hours(values: Values, _: date) -> list[Fault]:
    if "hours" not in values:
        return []
    total = Decimal(values["hours"])
    parts = sum(Decimal(values.get(name, 0)) for name in ("special_hours", "general_hours"))
    if parts <= total:
        return []
    told = f"专业科目与公需科目学时之和（{parts}）不能超过总学时（{total}）"
    return [Fault(field="hours", message=told)]


EDUCATION_KIND = Kind(
    code="education",
    name="学习经历",
    title="{school}　{major}（{level}）",
    start="from",
    end="to",
    fields=(
        month("from", "入学时间", moment=Moment.ENROLLED),
        month("to", "毕业时间", moment=Moment.GRADUATED),
        text("school", "毕业院校", 60),
        text("major", "专业"),
        choice("level", "学历", EDUCATION),
        choice("degree", "学位", DEGREES),
        choice("form", "学习形式", ("全日制", "函授", "业余", "自学考试", "网络教育", "开放教育", "其他")),
        yes_no("is_highest", "是否最高学历"),
        text("length", "学制", 10, required=False, hint="例如：4 年"),
        text("certificate_no", "毕业证书编号", 40, required=False),
        text("degree_no", "学位证书编号", 40, required=False),
        text("country", "国家或地区", 20, required=False, hint=ABROAD),
        text("witness", "证明人", 20, required=False),
    ),
)
WORK = Kind(
    code="work",
    name="工作经历",
    title="{unit}　{post}",
    start="from",
    end="to",
    fields=(
        month("from", "开始时间", moment=Moment.WORKED),
        month("to", "结束时间", required=False, hint="至今的不填", moment=Moment.WORKED),
        text("unit", "工作单位", 60),
        text("post", "职务或岗位"),
        text("duty", "从事何种专业技术工作", 100),
        text("country", "国家或地区", 20, required=False, hint=ABROAD),
        text("witness", "证明人", 20, required=False),
    ),
)
TITLE = Kind(
    code="title",
    name="专业技术职务",
    title="{name}",
    start="obtained_on",
    fields=(
        text("name", "资格名称", hint="例如：助理工程师（环境工程）"),
        month("obtained_on", "取得时间", moment=Moment.OBTAINED),
        month("appointed_on", "聘任时间", required=False, moment=Moment.APPOINTED),
        text("authority", "审批机关", 60),
        text("certificate_no", "证书编号", 40, required=False),
    ),
)
CERTIFICATE = Kind(
    code="certificate",
    name="证书",
    hint="职业资格、外语、计算机等证书",
    title="{name}",
    start="obtained_on",
    fields=(
        text("name", "证书名称", 60),
        month("obtained_on", "取得时间"),
        text("authority", "发证机关", 60),
        text("certificate_no", "证书编号", 40, required=False),
        month(
            "valid_until",
            "有效期至",
            required=False,
            may_be_future=True,
            hint="长期有效的不填",
        ),
    ),
    rules=(_valid_after_obtained,),
    visibility=Visibility.OFFICES,
)
EXAM = Kind(
    code="exam",
    name="考试",
    hint="专业技术资格、外语、计算机等考试的成绩",
    title="{name}　{subject}",
    start="taken_on",
    fields=(
        month("taken_on", "考试时间"),
        text("name", "考试种类", 60, hint="例如：全国专业技术人员计算机应用能力考试"),
        text("subject", "考试科目", 60),
        text("score", "考试成绩", 20, hint="例如：82 分、合格"),
        text("organiser", "组织考试单位", 60),
    ),
    visibility=Visibility.OFFICES,
)
TRAINING = Kind(
    code="training",
    name="继续教育",
    hint="每年一条，填写当年的总学时，可以有半个学时",
    title="{year} 年度继续教育　{hours} 学时",
    start="year",
    unique_by="year",
    fields=(
        year("year", "年度"),
        hours("hours", "总学时", YEARLY_HOURS),
        hours("special_hours", "专业科目学时", YEARLY_HOURS, required=False),
        hours("general_hours", "公需科目学时", YEARLY_HOURS, required=False),
        long("content", "学习内容", 300, required=False),
    ),
    rules=(_parts_fit_into_hours,),
)
APPRAISAL = Kind(
    code="appraisal",
    name="年度考核",
    hint="每年一条",
    title="{year} 年度考核　{result}",
    start="year",
    unique_by="year",
    fields=(
        year("year", "年度", moment=Moment.WORKED),
        choice("result", "考核结果", ("优秀", "合格", "基本合格", "不合格", "不定等次")),
        text("unit", "考核单位", 60),
    ),
)
