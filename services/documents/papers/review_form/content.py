"""专业技术职务任职资格评审表: what stands in which place."""

from typing import Any

from contracts.case import Role
from services.documents.papers.domain.case import Case, Data, part, text
from services.documents.papers.domain.words import day, joined, moment, paragraphs
from services.documents.papers.review_form import records

PARTY = ("中共党员", "中共预备党员", "共青团员")
NO_PARTY = ("群众", "无党派人士", "")


def content(case: Case) -> dict[str, Any]:
    """Everything that the form shows of a case."""
    before, after = records.projects(case)
    return {
        "cover": _cover(case),
        "person": _person(case),
        "declared": _declared(case),
        "education": records.education(case),
        "training": records.training(case),
        "work": records.work(case),
        "before": before,
        "after": after,
        "writings": records.writings(case),
        "honours": records.honours(case),
        "certificates": records.certificates(case),
        "statement": paragraphs(text(case.form, "statement")),
        "exams": records.exams(case),
        "appraisals": records.appraisals(case),
        "employer": _employer(case),
        "opinions": [_opinion(one) for one in case.passes if one.get("role") != Role.EMPLOYER],
        "payment": _payment(case),
    }


def _cover(case: Case) -> dict[str, str]:
    return {
        "plan": text(case.plan, "title"),
        "unit": text(case.employer, "name"),
        "name": text(case.person, "name"),
        "current_title": _title(case),
        "title_applied": text(case.form, "title_applied"),
        "filled_on": day(case.dated_on),
    }


def _person(case: Case) -> dict[str, Any]:
    person, basic = case.person, case.basic
    politics = text(basic, "political_status")
    plain = ("former_name", "ethnicity", "birthplace", "worked_since", "specialty", "health")
    school = ("graduated_on", "school", "major", "education", "degree", "schooling")
    return {
        **{name: text(person, name) for name in ("name", "gender", "id_number")},
        **{name: text(basic, name) for name in (*plain, *school)},
        "born_on": day(text(person, "born_on")),
        "department": text(case.employer, "department"),
        "title": joined(_title(case), _since(case)),
        "titles": records.titles(case),
        "salary": f"{salary} 元/月" if (salary := text(basic, "salary")) else "",
        "duty": text(basic, "duty", "specialty"),
        "administrative_post": joined(*(text(basic, f"administrative_{part}") for part in ("post", "since"))),
        "party": _party(basic) if politics in PARTY else "",
        "other_party": text(basic, "other_party") or ("" if politics in (*PARTY, *NO_PARTY) else politics),
        "associations": text(basic, "associations"),
        "languages": text(basic, "language") or records.languages(case),
    }


def _party(basic: Data) -> str:
    since, post = text(basic, "party_since"), text(basic, "party_post")
    return joined(text(basic, "political_status"), f"{since}加入" if since else "", post)


def _title(case: Case) -> str:
    return text(case.form, "current_title") or text(case.basic, "current_title")


def _obtained(case: Case) -> str:
    return text(case.form, "current_title_on") or text(case.basic, "title_obtained_on")


def _appointed(case: Case) -> str:
    return text(case.form, "appointed_on") or text(case.basic, "appointed_on")


def _since(case: Case) -> str:
    obtained, appointed = _obtained(case), _appointed(case)
    told = (f"{obtained}取得" if obtained else "", f"{appointed}聘任" if appointed else "")
    return joined(*told, between="，")


def _declared(case: Case) -> dict[str, str]:
    form = case.form
    options = "、".join(map(str, form.get("options") or ()))
    return {
        **{name: text(form, name) for name in ("title_applied", "category", "specialty")},
        "kind": text(form, "kind_name") + (f"（{options}）" if options else ""),
        "years": text(form, "years") or text(case.basic, "years"),
        "obtained": _obtained(case),
        "appointed": _appointed(case),
    }


def _employer(case: Case) -> dict[str, Any]:
    found = next((one for one in case.passes if one.get("role") == Role.EMPLOYER), {})
    publicity = part(found, "publicity")
    days, (begin, end) = (
        text(publicity, "days"),
        (text(publicity, name) for name in ("posted_on", "ended_on")),
    )
    return {
        **_opinion(found),
        "attestation": text(part(found, "attestation"), "text"),
        "period": joined(day(begin), day(end), between="至") + (f"（{days}个工作日）" if days else ""),
        **{name: text(publicity, name) for name in ("place", "objections", "result")},
    }


def _opinion(decision: Data) -> dict[str, Any]:
    return {
        "office": text(decision, "office"),
        "role": text(decision, "role"),
        "opinion": paragraphs(text(decision, "opinion")),
        "signed_by": text(decision, "signed_by"),
        "signed_on": day(text(decision, "decided_at")),
    }


def _payment(case: Case) -> str:
    fen = case.settlement.get("amount_fen")
    if not isinstance(fen, int):
        return ""
    return f"评审费 {fen // 100}.{fen % 100:02d} 元，{moment(text(case.settlement, 'paid_at'))} 缴清"
