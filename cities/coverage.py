"""Whether the routes of a city lead every plan from every place, with one office at each stop."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from cities.offices import Office
from cities.routes import Route, Sender, StopRule, candidates
from cities.rows import Level, TitleLevel

# Without them a case would end with the last pass, unpaid and without its form.
ACCEPTANCE = frozenset({"accept", "charge"})
# What becomes of those whom a meeting elected.
ONWARD = ({"publish_results"}, {"recommend"})
# B2.1: what else a local committee may charge, and where.
RECOMMENDING = ("charge_recommendation", "meet", "recommend")
KINDS = {"department": "主管部门", "hr": "人力社保部门", "committee": "评委会办公室"}


def route_faults(
    routes: Sequence[Route],
    places: Mapping[str, Level],
    offices: Sequence[Office],
    titles: Mapping[str, TitleLevel],
) -> Iterator[tuple[str, str]]:
    """Walk through what is wrong: every plan needs one way for every place, with one office per stop."""
    for number, route in enumerate(routes, 1):
        place = f"route[{number}] {route.rule}"
        for stage, count in Counter(rule.stage for rule in route.stop).items():
            if count > 1:
                yield f"{place}.stop", f"环节“{stage}”出现了 {count} 次，请改为不同名称"
        if not any(ACCEPTANCE.issubset(rule.duties) for rule in route.stop):
            yield f"{place}.stop", "没有受理并收费的环节，请在其 duties 中写上 accept 和 charge"
        names = [name for name, level in places.items() if level == route.employer]
        if not names:
            yield f"{place}.employer", f"city.toml 中没有 {route.employer} 级的 place，请改正或删除这条路径"
        for step, rule in enumerate(route.stop, 1):
            where = f"{place}.stop[{step}] {rule.stage}"
            found = (*_charging_faults(rule), *_stop_faults(rule, route, names, offices))
            yield from ((where, remedy) for remedy in found)
    yield from _ways(routes, places, offices, titles)


def _stop_faults(
    rule: StopRule, route: Route, names: Sequence[str], offices: Sequence[Office]
) -> Iterator[str]:
    if "meet" in rule.duties and set(rule.duties[rule.duties.index("meet") + 1 :]) not in ONWARD:
        yield "duties 中 meet 之后应为 publish_results 或 recommend，否则评审通过的人没有下一步"
    wanted = f"{rule.level} 级{KINDS[rule.kind]}（{rule.kind}）"
    for name in rule.absent_in:
        if name not in names:
            yield f"absent_in 中的“{name}”不是 {route.employer} 级的 place，请改正或删除"
    if rule.of == "employer":
        if not any(_can_be_own(one, rule) for one in offices):
            yield f"offices.toml 中没有可作为单位自有的{wanted}，请补上"
        return
    for name in names:
        count = len(candidates(rule, Sender(level=route.employer, place=name), offices))
        if name in rule.absent_in and count:
            yield f"“{name}”有{wanted}，请从 absent_in 中删除"
        if name not in rule.absent_in and count != 1:
            yield (
                f"“{name}”的单位在此应有一个{wanted}，现有 {count} 个，请在 offices.toml 中改正；"
                "多于一个时用 office 指定，确实没有的写入 absent_in"
            )


def _charging_faults(rule: StopRule) -> Iterator[str]:
    """Annex 2: local departments charge nothing, whatever their city would like (B2.1)."""
    if "charge" in rule.duties and rule.kind != "committee" and rule.level != "province":
        yield f"地方{KINDS[rule.kind]}不得收取任何费用，请从 duties 中删除 charge"
    if "charge" in rule.duties and "recommend" in rule.duties:
        yield "评审后推荐送审的评委会不收评审费，请删除 charge；收取中推高评审费的写 charge_recommendation"
    if "charge_recommendation" in rule.duties and rule.duties[-3:] != RECOMMENDING:
        last = "、".join(RECOMMENDING)
        yield f"中推高评审费只能由召开评审会议并推荐的评委会收取，duties 应以 {last} 结尾"


def _can_be_own(office: Office, rule: StopRule) -> bool:
    is_fit = (office.kind, office.level) == (rule.kind, rule.level)
    return is_fit and (office.kind != "committee" or bool(office.serves))


def _ways(
    routes: Sequence[Route],
    places: Mapping[str, Level],
    offices: Sequence[Office],
    titles: Mapping[str, TitleLevel],
) -> Iterator[tuple[str, str]]:
    owned = {office.level for office in offices if office.serves}
    for plan, title in titles.items():
        for level in sorted(set(places.values())):
            for own in (False, True) if level in owned else (False,):
                count = sum(route.fits(title, level, own_committee=own) for route in routes)
                whose = f"{level} 级{'自设中评委的' if own else ''}单位"
                if count == 0:
                    yield "route", f"计划 {plan}（{title}）缺少 {whose}的审核路径，请补上"
                elif count > 1:
                    yield "route", f"计划 {plan}（{title}）有 {count} 条 {whose}的审核路径，请只保留一条"
