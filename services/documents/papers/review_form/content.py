"""专业技术职务任职资格评审表: what stands in which place."""

from typing import Any

from contracts.case import Role
from contracts.sections.decision import DecisionSection
from contracts.sections.settlement import SettlementSection
from services.documents.papers.domain.case import Case
from services.documents.papers.domain.words import day, joined, moment, paragraphs
from services.documents.papers.review_form import records

FEE = "评审费"  # of the committee that decides; what is paid besides was for a recommendation
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
        "statement": paragraphs(case.declared.statement),
        "landmark": paragraphs(case.declaration.landmark),
        "exams": records.exams(case),
        "appraisals": records.appraisals(case),
        "employer": _employer(case),
        "opinions": [_opinion(one) for one in case.passes if one.role is not Role.EMPLOYER],
        "payment": _payment(case),
    }


def _cover(case: Case) -> dict[str, str]:
    return {
        "plan": case.declaration.plan.title,
        "unit": case.employer.name,
        "name": case.person.name,
        "current_title": case.title,
        "title_applied": case.declared.title_applied,
        "filled_on": day(case.dated_at) if case.dated_at else "",
    }


def _person(case: Case) -> dict[str, Any]:
    politics = case.basic("political_status")
    plain = ("former_name", "ethnicity", "birthplace", "worked_since", "specialty", "health")
    school = ("graduated_on", "school", "major", "education", "degree", "schooling")
    return {
        "name": case.person.name,
        "gender": case.person.gender,
        "id_number": case.person.id_number,
        **{code: case.basic(code) for code in (*plain, *school, "associations")},
        "born_on": day(case.person.born_on),
        "department": case.employer.department,
        "title": joined(case.title, _since(case)),
        "titles": records.titles(case),
        "salary": f"{salary} 元/月" if (salary := case.basic("salary")) else "",
        "duty": case.basic("duty", "specialty"),
        "administrative_post": joined(case.basic("administrative_post"), case.basic("administrative_since")),
        "party": _party(case) if politics in PARTY else "",
        "other_party": case.basic("other_party") or ("" if politics in (*PARTY, *NO_PARTY) else politics),
        "languages": case.basic("language") or records.languages(case),
    }


def _party(case: Case) -> str:
    since = case.basic("party_since")
    return joined(case.basic("political_status"), f"{since}加入" if since else "", case.basic("party_post"))


def _since(case: Case) -> str:
    obtained, appointed = case.obtained, case.appointed
    told = (f"{obtained}取得" if obtained else "", f"{appointed}聘任" if appointed else "")
    return joined(*told, between="，")


def _declared(case: Case) -> dict[str, str]:
    declared = case.declared
    return {
        "title_applied": declared.title_applied,
        "category": declared.category,
        "specialty": declared.specialty,
        "kind": case.kind,
        "years": str(declared.years),
        "obtained": case.obtained,
        "appointed": case.appointed,
    }


def _employer(case: Case) -> dict[str, Any]:
    found = next((one for one in case.passes if one.role is Role.EMPLOYER), None)
    publicity = found.publicity if found else None
    told = {"period": "", "place": "", "objections": "", "result": ""}
    if publicity:
        days = [day(end) for end in (publicity.posted_on, publicity.ended_on) if end]
        told = {
            "period": f"{joined(*days, between='至')}（{publicity.days}个工作日）",
            "place": publicity.place,
            "objections": publicity.objections,
            "result": publicity.result,
        }
    attested = found.attestation.text if found and found.attestation else ""
    return {**_opinion(found), "attestation": attested, **told}


def _opinion(decision: DecisionSection | None) -> dict[str, Any]:
    if decision is None:
        return {"office": "", "role": "", "opinion": [], "signed_by": "", "signed_on": ""}
    return {
        "office": decision.office,
        "role": decision.role.value,
        "opinion": paragraphs(decision.opinion),
        "signed_by": _signed_by(decision),
        "signed_on": day(decision.decided_at),
    }


def _signed_by(decision: DecisionSection) -> str:
    """Who decided; of another office than the one whose turn it was, which."""
    acted = decision.substitution
    return f"{decision.signed_by}（{acted.office}代为办理）" if acted else decision.signed_by


def _payment(case: Case) -> str:
    paid = [_paid(one) for one in case.settlements]
    is_free = all(one.item != FEE for one in case.settlements)
    return "；".join([*paid, f"{FEE}：不收费"] if is_free else paid)


def _paid(one: SettlementSection) -> str:
    return f"{one.item} {one.amount_fen // 100}.{one.amount_fen % 100:02d} 元，{moment(one.paid_at)} 缴清"
