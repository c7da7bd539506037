"""Achievement records as rows of the review form's tables."""

from services.documents.papers.domain.case import Case, Record, text
from services.documents.papers.domain.words import joined

Rows = list[list[str]]

# The span of time stands in a column of its own.
TIMES = (
    *("开始时间", "结束时间", "入学时间", "毕业时间", "获奖时间"),
    *("发表时间", "出版时间", "完成时间", "授权时间", "授予时间"),
)
LANGUAGES = ("外语", "英语", "日语", "俄语", "德语", "法语", "韩语")


def education(case: Case) -> Rows:
    """起止时间, 院校, 专业, 学历学位, 备注."""
    return [
        [
            record.span,
            record.take("毕业院校"),
            record.take("专业"),
            record.take("学历", "学位"),
            joined(record.take("学习形式"), record.rest(), between="；"),
        ]
        for record in _timed(case, "education")
    ]


def training(case: Case) -> Rows:
    """年度, 学时, of which 专业 and 公需, 内容."""
    labels = ("年度", "总学时", "专业科目学时", "公需科目学时", "学习内容")
    return [[record.take(label) for label in labels] for record in case.records("training")]


def work(case: Case) -> Rows:
    """起止时间, 单位, 从事何种专业技术工作, 职务, 证明人."""
    labels = ("工作单位", "从事何种专业技术工作", "职务或岗位")
    return [
        [
            record.span,
            *(record.take(label) for label in labels),
            joined(record.take("证明人"), record.rest(), between="；"),
        ]
        for record in _timed(case, "work")
    ]


def projects(case: Case) -> tuple[Rows, Rows]:
    """Work before and since the current title: it belongs where it ended, and what goes on is of today."""
    since = text(case.form, "current_title_on") or text(case.basic, "title_obtained_on")
    before: Rows = []
    after: Rows = []
    for record in _timed(case, "project"):
        rows = before if since and record.end and record.end < since else after
        rows.append(_project(record))
    return before, after


def _project(record: Record) -> list[str]:
    name = record.take("专业技术工作名称") or record.title
    role = record.take("本人作用", "本人排名")
    content, result = record.take("工作内容"), record.take("完成情况及效果")
    return [
        record.span,
        joined(name, record.rest(), between="\n"),
        joined(content, f"本人作用：{role}" if role else "", between="\n"),
        result,
    ]


def writings(case: Case) -> Rows:
    """日期, 名称及内容提要, 出版登载获奖或交流情况, 合（独）著译."""
    rows = []
    for record in _timed(case, "paper", "book", "report"):
        name = record.take("论文题目", "书名", "报告名称") or record.title
        role, summary = record.take("作者身份", "本人作用"), record.take("内容提要")
        where = record.take("刊物或会议名称", "卷期和页码", "出版社", "采用或交流情况", "收录情况")
        rows.append(
            [
                record.span,
                joined(name, summary, between="\n"),
                joined(where, record.rest(), between="\n"),
                role,
            ]
        )
    return rows


def honours(case: Case) -> Rows:
    """时间, 名称, 级别或类别, 授予机构或号码, 本人排名."""
    rows = []
    for record in _timed(case, "award", "honour", "patent"):
        name = record.take("获奖项目", "奖励名称", "荣誉称号", "名称") or record.title
        level, rank = record.take("奖励级别", "奖励等级", "荣誉级别", "类别"), record.take("本人排名")
        given = record.take("授予机构", "授权号或登记号")
        rows.append([record.span, name, level, joined(given, record.rest(), between="\n"), rank])
    return rows


def certificates(case: Case) -> Rows:
    """取得时间, 名称, 发证机关, 编号."""
    return [
        [
            record.take("取得时间"),
            record.take("证书名称"),
            record.take("发证机关"),
            joined(record.take("证书编号"), record.rest(), between="\n"),
        ]
        for record in case.records("certificate")
    ]


def exams(case: Case) -> Rows:
    """时间, 种类, 科目, 成绩, 组织考试单位."""
    labels = ("考试时间", "考试种类", "考试科目", "考试成绩", "组织考试单位")
    return [[record.take(label) for label in labels] for record in case.records("exam")]


def languages(case: Case) -> str:
    """The certificates that tell of a foreign language."""
    named = ((record.take("证书名称"), record.take("取得时间")) for record in case.records("certificate"))
    return "；".join(joined(*one) for one in named if any(word in one[0] for word in LANGUAGES))


def titles(case: Case) -> list[str]:
    """专业技术职务任职资格: each with 取得时间 and 审批机关."""
    labels = ("资格名称", "取得时间", "审批机关")
    return [joined(*(record.take(label) for label in labels)) for record in case.records("title")]


def appraisals(case: Case) -> Rows:
    """年度, 结果, 考核单位 (M2.3)."""
    labels = ("年度", "考核结果", "考核单位")
    return [[record.take(label) for label in labels] for record in case.records("appraisal")]


def _timed(case: Case, *kinds: str) -> list[Record]:
    found = case.records(*kinds)
    for record in found:
        record.skip(*TIMES)
    return found
