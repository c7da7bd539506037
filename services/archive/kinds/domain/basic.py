"""个人基本信息: its fields and what they say together. The name and the ID number belong to identity."""

from dataclasses import replace
from datetime import date

from contracts.career import Moment
from contracts.sections.archive import Visibility
from kit.errors import Fault
from services.archive.kinds.domain.fields import Field, Values, choice, long, month, number, text
from services.archive.kinds.domain.kind import Kind

_ETHNICITIES = """
汉族 蒙古族 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族 哈尼族 哈萨克族 傣族
黎族 傈僳族 佤族 畲族 高山族 拉祜族 水族 东乡族 纳西族 景颇族 柯尔克孜族 土族 达斡尔族 仫佬族 羌族 布朗族
撒拉族 毛南族 仡佬族 锡伯族 阿昌族 普米族 塔吉克族 怒族 乌孜别克族 俄罗斯族 鄂温克族 德昂族 保安族 裕固族
京族 塔塔尔族 独龙族 鄂伦春族 赫哲族 门巴族 珞巴族 基诺族 其他
"""
_POLITICAL_STATUSES = """
中共党员 中共预备党员 共青团员 民革党员 民盟盟员 民建会员 民进会员 农工党党员 致公党党员 九三学社社员
台盟盟员 无党派人士 群众
"""
ETHNICITIES = tuple(_ETHNICITIES.split())
POLITICAL_STATUSES = tuple(_POLITICAL_STATUSES.split())
EDUCATION = ("博士研究生", "硕士研究生", "大学本科", "大学专科", "中等专科", "技工学校", "高中", "其他")
DEGREES = ("博士", "硕士", "学士", "无")
HEALTH = ("健康", "良好", "一般", "较差")
SALARY_LIMIT = 200_000


def _secret(field: Field) -> Field:
    return replace(field, secret=True)


def _first(heading: str, field: Field) -> Field:
    return replace(field, heading=heading)


FIELDS = (
    _first("个人情况", text("former_name", "曾用名", 30, required=False, hint="没有的不填")),
    _secret(choice("ethnicity", "民族", ETHNICITIES)),
    text("birthplace", "出生地", hint="例如：浙江省绍兴市越城区"),
    _secret(choice("political_status", "政治面貌", POLITICAL_STATUSES)),
    month("worked_since", "参加工作时间", moment=Moment.WORKED_SINCE),
    _secret(choice("health", "身体状况", HEALTH, required=False)),
    _secret(number("salary", "标准工资", SALARY_LIMIT, required=False, hint="每月多少元，可以不填")),
    _first("学历", choice("education", "最高学历", EDUCATION)),
    choice("degree", "学位", DEGREES),
    text("school", "毕业院校", 60, hint="填写毕业证书上的全称"),
    text("major", "所学专业"),
    month("graduated_on", "毕业时间", moment=Moment.GRADUATED),
    text("schooling", "学制", 10, required=False, hint="例如：4 年"),
    _first(
        "专业技术职务",
        text("current_title", "现任专业技术资格", required=False, hint="例如：助理工程师；没有的不填"),
    ),
    month(
        "title_obtained_on",
        "取得时间",
        required=False,
        hint="现任专业技术资格证书上的时间",
        moment=Moment.OBTAINED,
    ),
    text("title_authority", "审批机关", 60, required=False, hint="现任专业技术资格证书上的审批机关"),
    month("appointed_on", "聘任时间", required=False, hint="单位聘任该职务的时间", moment=Moment.APPOINTED),
    _first(
        "专业工作",
        number("years", "专业工作年限", 60, hint="从事本专业工作的实足年数，不足一年的不计"),
    ),
    text("specialty", "从事专业", hint="与拟申报资格的专业一致，例如：环境监测"),
    text("duty", "现从事何种专业技术工作", 100, required=False),
    text("administrative_post", "现任行政职务", required=False, hint="包括兼任的，没有的不填"),
    month("administrative_since", "行政职务任职时间", required=False, moment=Moment.WORKED),
    text(
        "language", "外语程度", 60, required=False, hint="懂何种外语，达到何种程度，例如：英语，大学英语六级"
    ),
    _first(
        "党派和团体",
        _secret(
            month("party_since", "加入中国共产党或共青团的时间", required=False, moment=Moment.JOINED_PARTY)
        ),
    ),
    _secret(text("party_post", "党团职务", required=False, hint="没有的不填")),
    _secret(
        text("other_party", "民主党派及职务", 100, required=False, hint="何时何地参加何种民主党派，任何职务")
    ),
    long(
        "associations",
        "学术团体和社会兼职",
        300,
        required=False,
        hint="参加何种学术团体、任何职务，有何社会兼职",
    ),
    _first("联系方式", _secret(text("address", "联系地址", 100, hint="能收到邮件的地址"))),
)


def _title_is_complete(values: Values, _: date) -> list[Fault]:
    if "current_title" in values:
        if "title_obtained_on" in values:
            return []
        return [Fault(field="title_obtained_on", message="填写了现任专业技术资格的，请填写取得时间")]
    dated = [name for name in ("title_obtained_on", "appointed_on") if name in values]
    if not dated:
        return []
    told = f"填写了{BASIC.label(dated[0])}的，请填写现任专业技术资格"
    return [Fault(field="current_title", message=told)]


def _posts_are_complete(values: Values, _: date) -> list[Fault]:
    if "administrative_since" in values and "administrative_post" not in values:
        return [Fault(field="administrative_post", message="填写了行政职务任职时间的，请填写现任行政职务")]
    return []


BASIC = Kind(
    code="basic",
    name="个人基本信息",
    fields=FIELDS,
    title="个人基本信息",
    visibility=Visibility.OFFICES,
    rules=(_title_is_complete, _posts_are_complete),
)
