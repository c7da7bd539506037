"""What the demo's applicant has in the archive."""

from collections.abc import Mapping

MONTHS = (
    *("worked_since", "graduated_on", "title_obtained_on", "appointed_on"),
    *("from", "to", "published_on"),
)

BASIC = {
    "ethnicity": "汉族",
    "birthplace": "浙江省绍兴市越城区",
    "political_status": "群众",
    "worked_since": "201007",
    "education": "大学本科",
    "degree": "学士",
    "school": "浙江工业大学",
    "major": "环境工程",
    "graduated_on": "201006",
    "current_title": "助理工程师",
    "title_obtained_on": "201111",
    "appointed_on": "201112",
    "years": "11",
    "specialty": "环境监测",
    "address": "绍兴市越城区人民中路1号",
}
Records = tuple[tuple[str, Mapping[str, str]], ...]
RECORDS: Records = (
    (
        "education",
        {
            "from": "200609",
            "to": "201006",
            "school": "浙江工业大学",
            "major": "环境工程",
            "level": "大学本科",
            "degree": "学士",
            "form": "全日制",
        },
    ),
    (
        "work",
        {"from": "201007", "unit": "绍兴市清源环境监测有限公司", "post": "监测员", "duty": "水质监测与分析"},
    ),
    (
        "project",
        {
            "name": "高浊度水样预处理方法研究",
            "from": "201503",
            "to": "201712",
            "role": "独立完成",
            "content": "研究两级沉降加超声清洗的预处理方法，完成在线仪器比对和质量控制。",
            "result": "在6个自动监测站应用，数据有效率由88%提高到96%。",
        },
    ),
    (
        "paper",
        {
            "name": "高浊度地表水氨氮在线监测的误差分析",
            "published_on": "201906",
            "journal": "环境监测管理与技术",
            "authorship": "第一作者",
        },
    ),
    *(
        ("appraisal", {"year": year, "result": "合格", "unit": "绍兴市清源环境监测有限公司"})
        for year in ("2019", "2021")
    ),
    ("appraisal", {"year": "2020", "result": "优秀", "unit": "绍兴市清源环境监测有限公司"}),
    *(
        ("training", {"year": year, "hours": "96", "special_hours": "66", "general_hours": "30"})
        for year in ("2019", "2020", "2021")
    ),
)
YEARLY = tuple(one for one in RECORDS if one[0] in ("appraisal", "training"))  # what each year needs


def typed(values: Mapping[str, str]) -> dict[str, str]:
    """A month has two boxes on a page: 201007 is the year 2010 and the month 07."""
    boxes: dict[str, str] = {}
    for name, value in values.items():
        if name in MONTHS:
            boxes |= {f"{name}-year": value[:4], f"{name}-month": value[4:]}
        else:
            boxes[name] = value
    return boxes
