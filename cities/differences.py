"""What is different between a city as it is in use and as a folder says, in words."""

from collections.abc import Iterable, Iterator, Mapping

from cities.city import City
from cities.plan import Plan
from cities.rows import Row
from cities.versions import revisions

FACTS = {
    "name": "名称",
    "code": "行政区划代码",
    "platform": "平台名称",
    "watermark": "水印",
    "hand_in": "报送地点",
    "pledge": "真实性保证书",
    "authorisation_years": "授权年限",
    "certificate": "证书编号规则",
    "not_elected": "未通过评审的原因",
    "objection_days": "异议答复期限",
    "posting_proof": "公示需上传证明",
    "area_code": "区号",
    "examination_days": "审查期限",
    "registers": "数据核验",
    "meetings": "评审会议规则",
    "integrity": "诚信档案规则",
    "is_sample": "示例城市",
    "sends_in_batches": "批量审核推荐",
    "refusal_minutes": "不通过撤回时间（分钟）",
    "letter_of_commission": "评审委托书",
}
# Told row by row, or, as offices, by their history; the folder's name is which city it is.
APART = frozenset(
    (
        "slug",
        "offices",
        "places",
        "acceptance_points",
        "routes",
        "fees",
        "plans",
        "messages",
        "reasons",
        "opinions",
    )
)


def differences(before: City | None, after: City) -> Iterator[str]:
    """One line for each thing that changes, offices left out: their history is kept elsewhere."""
    if before is None:
        yield f"新增城市：{after.name}（{after.slug}）"
        return
    for field, label in FACTS.items():
        old, new = getattr(before, field), getattr(after, field)
        if old != new:
            yield f"{label}变更：{_short(old)} → {_short(new)}"
    yield from _rows("地区", _by(before.places, "name"), _by(after.places, "name"))
    yield from _rows("受理点", _by(before.acceptance_points, "place"), _by(after.acceptance_points, "place"))
    yield from _rows("审核路径", _routes(before), _routes(after))
    yield from _rows("收费", _fees(before), _fees(after))
    yield from _rows("申报计划", _by(before.plans, "id"), _by(after.plans, "id"))
    yield from _rows("短信", before.messages, after.messages)
    yield from _rows("审查理由", _by(before.reasons, "code"), _by(after.reasons, "code"))
    yield from _rows("常用审查意见", _by(before.opinions, "code"), _by(after.opinions, "code"))


def _rows(label: str, before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[str]:
    for name in sorted(before.keys() | after.keys()):
        if name not in before:
            yield f"新增{label}：{name}"
        elif name not in after:
            yield f"删除{label}：{name}"
        elif before[name] != after[name]:
            yield f"修改{label}：{name}{_fields(before[name], after[name])}"


def _fields(before: object, after: object) -> str:
    """Which fields of a row, and from what to what where that is short."""
    if isinstance(before, Plan) and isinstance(after, Plan):
        version = f"第 {after.number} 版" if after.number != before.number else ""
        return f"（{'；'.join((*filter(None, [version]), *revisions(before, after)))}）"
    if not isinstance(before, Row) or not isinstance(after, Row):
        return ""
    changed = [name for name in type(after).model_fields if getattr(before, name) != getattr(after, name)]
    parts = [f"{name} {_short(getattr(before, name))} → {_short(getattr(after, name))}" for name in changed]
    return f"（{'；'.join(parts)}）"


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"  # noqa: PLR2004 - a line stays a line


def _by(rows: Iterable[Row], field: str) -> dict[str, Row]:
    return {str(getattr(row, field)): row for row in rows}


def _routes(city: City) -> dict[str, Row]:
    return {
        f"{route.rule} {route.employer} {'、'.join(route.plans)}"
        f"{'' if route.own_committee is None else f' own_committee={route.own_committee}'}": route
        for route in city.routes
    }


def _fees(city: City) -> dict[str, Row]:
    return {f"{fee.title}{fee.item}": fee for fee in city.fees}
