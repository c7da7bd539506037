"""Achievement records as rows of the review form's tables."""

from services.documents.papers.domain.case import Case, Record
from services.documents.papers.domain.words import joined

Rows = list[list[str]]

# The span of time stands in a column of its own.
TIMES = ("from", "to", "awarded_on", "published_on", "finished_on", "granted_on")
LANGUAGES = ("外语", "英语", "日语", "俄语", "德语", "法语", "韩语")


def education(case: Case) -> Rows:
    """起止时间, 院校, 专业, 学历学位, 备注."""
    return [
        [
            record.span,
            record.take("school"),
            record.take("major"),
            record.take("level", "degree"),
            joined(record.take("form"), record.rest(), between="；"),
        ]
        for record in _timed(case, "education")
    ]


def training(case: Case) -> Rows:
    """年度, 学时, of which 专业 and 公需, 内容."""
    codes = ("year", "hours", "special_hours", "general_hours")
    return [
        [
            *(record.take(code) for code in codes),
            joined(record.take("content"), record.rest(), between="；"),
        ]
        for record in case.records("training")
    ]


def work(case: Case) -> Rows:
    """起止时间, 单位, 从事何种专业技术工作, 职务, 证明人."""
    return [
        [
            record.span,
            *(record.take(code) for code in ("unit", "duty", "post")),
            joined(record.take("witness"), record.rest(), between="；"),
        ]
        for record in _timed(case, "work")
    ]


def projects(case: Case) -> tuple[Rows, Rows]:
    """Work before and since the current title: it belongs where it ended, and what goes on is of today."""
    since = case.obtained
    before: Rows = []
    after: Rows = []
    for record in _timed(case, "project"):
        rows = before if since and record.end and record.end < since else after
        rows.append(_project(record))
    return before, after


def _project(record: Record) -> list[str]:
    name = (record.take("name") or record.title) + record.mark
    role = record.take("role", "rank")
    content, result = record.take("content"), record.take("result")
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
        name = (record.take("name") or record.title) + record.mark
        role, summary = record.take("authorship", "role"), record.take("summary")
        where = record.take("journal", "issue", "publisher", "used_by", "indexed")
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
        name = (record.take("name", "prize") or record.title) + record.mark
        level, rank = record.take("level", "grade", "type"), record.take("rank")
        given = record.take("authority", "number")
        rows.append([record.span, name, level, joined(given, record.rest(), between="\n"), rank])
    return rows


def certificates(case: Case) -> Rows:
    """取得时间, 名称, 发证机关, 编号."""
    return [
        [
            *(record.take(code) for code in ("obtained_on", "name", "authority")),
            joined(record.take("certificate_no"), record.rest(), between="\n"),
        ]
        for record in case.records("certificate")
    ]


def exams(case: Case) -> Rows:
    """时间, 种类, 科目, 成绩, 组织考试单位."""
    return [
        [
            *(record.take(code) for code in ("taken_on", "name", "subject", "score")),
            joined(record.take("organiser"), record.rest(), between="\n"),
        ]
        for record in case.records("exam")
    ]


def languages(case: Case) -> str:
    """The certificates that tell of a foreign language."""
    named = ((record.take("name"), record.take("obtained_on")) for record in case.records("certificate"))
    return "；".join(joined(*one) for one in named if any(word in one[0] for word in LANGUAGES))


def titles(case: Case) -> list[str]:
    """专业技术职务任职资格: each with 取得时间 and 审批机关."""
    return [
        joined(*(record.take(code) for code in ("name", "obtained_on", "authority")), record.rest())
        for record in case.records("title")
    ]


def appraisals(case: Case) -> Rows:
    """年度, 结果, 考核单位 (M2.3)."""
    return [
        [
            *(record.take(code) for code in ("year", "result")),
            joined(record.take("unit"), record.rest(), between="\n"),
        ]
        for record in case.records("appraisal")
    ]


def _timed(case: Case, *kinds: str) -> list[Record]:
    found = case.records(*kinds)
    for record in found:
        record.skip(*TIMES)
    return found
