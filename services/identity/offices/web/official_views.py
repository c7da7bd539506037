"""From officials to what a page shows."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from cities import Cities
from kit.crypto import FieldCipher
from kit.ids import new_id
from kit.web.filters import day, mask_mobile
from services.identity.offices.domain.officials import STATE_NAMES, Official, State, Term
from services.identity.offices.store.deputies import Deputy

FILTERS = ("city", "office", "state", "words")
STATE_CHOICES = [(state.value, name) for state, name in STATE_NAMES.items()]
TONES = {
    State.ACTIVE: "good",
    State.WAITING: "waiting",
    State.LATER: "waiting",
    State.EXPIRED: "neutral",
    State.CLOSED: "bad",
    State.ENDED: "neutral",
}


def fresh(today: date) -> dict[str, Any]:
    """What an empty form starts with; its id makes sending it twice sending it once."""
    return {"form_id": str(new_id()), "from": today}


def city_choices(cities: Cities, own: str) -> list[tuple[str, str]]:
    """The cities to filter by; none for an administrator of one."""
    return [] if own else [(city.slug, city.name) for city in cities]


def office_choices(cities: Cities, own: str) -> list[tuple[str, str]]:
    """The offices that an administrator may give, with their city and place."""
    return [
        (f"{city.slug}/{office.slug}", f"{city.name} {office.place}：{office.name}")
        for city in cities
        if own in {"", city.slug}
        for office in city.offices
    ]


def line(official: Official, cities: Cities, today: date) -> list[str]:
    """One row of the list, after the name."""
    return [
        city_name(cities, official.city),
        official.term.office_name if official.term else "—",
        term_words(official.term),
        STATE_NAMES[official.state(today)],
    ]


def city_name(cities: Cities, slug: str) -> str:
    """A city's name; one that is gone is called by its slug."""
    city = cities.by_slug.get(slug)
    return city.name if city else slug


def term_words(term: Term | None) -> str:
    """From when until when."""
    if term is None:
        return "—"
    return f"{day(term.from_on)} 至 {day(term.until_on) if term.until_on else '另行通知'}"


def tag(official: Official, today: date) -> tuple[str, str]:
    """Where the account stands, with its tone."""
    state = official.state(today)
    return STATE_NAMES[state], TONES[state]


def rows(official: Official, cities: Cities, cipher: FieldCipher) -> list[tuple[str, str | None]]:
    """What is known of an official."""
    mobile = cipher.decrypt(official.mobile_encrypted) if official.mobile_encrypted else None
    return [
        ("姓名", official.name),
        ("手机号码", mask_mobile(mobile) if mobile else None),
        ("城市", city_name(cities, official.city)),
        ("任职机构", official.term.office_name if official.term else "没有任职机构"),
        ("任期", term_words(official.term)),
        ("回避", "已登记本人证件号码" if official.is_number_known else "尚未登记本人证件号码"),
    ]


def typed_again(official: Official) -> dict[str, Any]:
    """Office and term as the form sends them."""
    term = official.term
    if term is None:
        return {"office": "", "from": None, "until": None}
    return {"office": f"{official.city}/{term.office}", "from": term.from_on, "until": term.until_on}


def history(terms: Sequence[Term]) -> list[dict[str, Any]]:
    """Who gave which office, and who ended it, the newest first."""
    entries = []
    for term in terms:
        if term.ended_at:
            entries.append(
                {"title": f"结束任职：{term.office_name}", "who": term.ender or "系统", "at": term.ended_at}
                | {"text": term.ended_why}
            )
        entries.append(
            {"title": f"任职：{term.office_name}", "who": term.assigner or "命令行", "at": term.created_at}
            | {"text": f"任期 {term_words(term)}"}
        )
    return sorted(entries, key=lambda entry: entry["at"], reverse=True)


def deputy_state(deputy: Deputy, today: date) -> str:
    """Whether a deputy stands in."""
    if deputy.ended_at:
        return "已取消"
    if deputy.until_on < today:
        return "已结束"
    return "代办中" if deputy.from_on <= today else "未开始"


def deputy_rows(found: Sequence[Deputy], today: date) -> list[list[str]]:
    """Who stands in for an official, and when."""
    return [
        [one.deputy, f"{day(one.from_on)} 至 {day(one.until_on)}", deputy_state(one, today)] for one in found
    ]
