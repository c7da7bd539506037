"""Kinds of records that tell what somebody achieved: projects, awards and honours, writings, patents."""

from services.archive.kinds.domain.fields import choice, decimal, long, month, number, text, yes_no
from services.archive.kinds.domain.kind import Kind

RANK = "例如：第 2（共 5 人）"
LEVELS = ("国家级", "省部级", "市厅级", "县区级", "行业协会", "单位", "其他")
MOST_FUNDS = 10_000_000
MOST_CITATIONS = 100_000

PROJECT = Kind(
    code="project",
    name="工作业绩",
    hint="专业技术工作、项目、课题、成果",
    title="{name}",
    start="from",
    end="to",
    fields=(
        text("name", "专业技术工作名称", 100, hint="项目、课题、成果的名称"),
        month("from", "开始时间"),
        month("to", "结束时间", required=False, hint="尚未结束的不填"),
        text("source", "性质及来源", 60, required=False, hint="例如：省级科研项目"),
        text("number", "立项编号", 40, required=False),
        decimal("funds", "经费（万元）", MOST_FUNDS),
        text("scale", "规模", 60, required=False, hint="例如：日处理污水 5 万吨"),
        choice("role", "本人作用", ("主持", "主要参加", "参加", "独立完成")),
        text("rank", "本人排名", 20, required=False, hint=RANK),
        long("content", "工作内容", hint="承担了什么，解决了什么关键技术问题"),
        long("result", "完成情况及效果", hint="获何奖励或专利"),
        long("benefit", "效益", 300, required=False, hint="经济、社会或环境效益"),
    ),
)
AWARD = Kind(
    code="award",
    name="获奖",
    title="{name}　{prize}",
    start="awarded_on",
    fields=(
        text("name", "获奖项目", 100),
        text("prize", "奖励名称", 60, hint="例如：浙江省科学技术进步奖"),
        choice("level", "奖励级别", LEVELS),
        text("grade", "奖励等级", 20, required=False, hint="例如：二等奖"),
        text("rank", "本人排名", 20, hint=RANK),
        text("authority", "授予机构", 60),
        month("awarded_on", "获奖时间"),
    ),
)
PAPER = Kind(
    code="paper",
    name="论文",
    title="《{name}》",
    start="published_on",
    fields=(
        text("name", "论文题目", 150),
        month("published_on", "发表时间"),
        text("journal", "刊物或会议名称", 80),
        text("issue", "卷期和页码", 60, required=False, hint="例如：第 12 卷第 3 期，第 45 至 50 页"),
        text("issn", "刊号", 40, required=False, hint="CN 或 ISSN"),
        choice("authorship", "作者身份", ("独著", "第一作者", "通讯作者", "合著")),
        text("rank", "作者排序", 20, required=False, hint="例如：第 2（共 5 人）"),
        text("category", "论文类别", 30, required=False, hint="例如：研究论文、会议论文"),
        text("indexed", "收录情况", 60, required=False, hint="例如：核心期刊、SCI；没有的不填"),
        decimal("impact", "影响因子", 1000),
        number("citations", "他引次数", MOST_CITATIONS, required=False),
        yes_no("is_representative", "是否代表作"),
        long("summary", "内容提要", 300, required=False),
    ),
)
HONOUR = Kind(
    code="honour",
    name="荣誉",
    hint="先进个人、劳动模范等荣誉称号",
    title="{name}",
    start="awarded_on",
    fields=(
        text("name", "荣誉称号", 100),
        choice("level", "荣誉级别", LEVELS),
        text("authority", "授予机构", 60),
        month("awarded_on", "授予时间"),
    ),
)
BOOK = Kind(
    code="book",
    name="著作",
    title="《{name}》",
    start="published_on",
    fields=(
        text("name", "书名", 100),
        month("published_on", "出版时间"),
        text("publisher", "出版社", 60),
        text("isbn", "ISBN", 30, required=False),
        text("country", "国家或地区", 20, required=False, hint="在国内出版的不填"),
        choice("authorship", "作者身份", ("独著", "主编", "副主编", "合著", "参编", "译")),
        long("summary", "内容提要", 300, required=False),
    ),
)
PATENT = Kind(
    code="patent",
    name="专利和软件著作权",
    title="{name}（{type}）",
    start="granted_on",
    fields=(
        text("name", "名称", 100),
        choice("type", "类别", ("发明专利", "实用新型专利", "外观设计专利", "软件著作权")),
        text("number", "授权号或登记号", 40),
        month("granted_on", "授权时间"),
        text("rank", "本人排名", 20, hint="在发明人或著作权人中的排序，例如：第 2（共 5 人）"),
        text("owner", "权利人", 60, required=False),
        text("country", "国别或组织", 30, required=False, hint="例如：美国、世界知识产权组织；中国的不填"),
    ),
)
REPORT = Kind(
    code="report",
    name="技术报告",
    hint="可行性研究、设计、评价、鉴定等重要技术报告",
    title="《{name}》",
    start="finished_on",
    fields=(
        text("name", "报告名称", 100),
        month("finished_on", "完成时间"),
        choice(
            "type",
            "类别",
            ("可行性研究报告", "设计报告", "评价报告", "监测报告", "鉴定材料", "标准或规范", "其他"),
        ),
        choice("role", "本人作用", ("主持", "主要参加", "参加", "独立完成")),
        text("used_by", "采用或交流情况", 100, required=False, hint="例如：经省生态环境厅评审通过"),
        text("conference", "会议名称", 80, required=False, hint="在会议上交流的填写"),
        text("host", "会议主办方", 60, required=False),
        text("place", "会议地点", 60, required=False),
        long("summary", "内容提要", 300, required=False),
    ),
)
ACHIEVEMENTS = (PROJECT, AWARD, HONOUR, PAPER, BOOK, PATENT, REPORT)
