"""What declaration seals: its own section, and the list that covers a whole submission."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from cities import Plan
from contracts.case import Problem
from contracts.declaration import SealManifest
from kit.db import Connection
from kit.errors import NotFound
from services.declaration.drafting.domain.answers import Form, read
from services.declaration.drafting.domain.declarations import Record
from services.declaration.drafting.store import declarations, forms
from services.declaration.plans import store as plans

SECTION = "declaration"


async def write_section(
    conn: Connection, application_id: UUID, today: date
) -> tuple[Mapping[str, Any], tuple[Problem, ...]]:
    """The section "declaration", or everything that is wrong with the form (A8.8)."""
    record = await declarations.declaration(conn, application_id)
    if record is None:
        raise NotFound
    plan = await plans.plan_as_started(conn, record.city, record.plan, record.plan_version)
    draft = await forms.form_of(conn, application_id)
    form, faults = read(draft.answers, plan, today)
    page = f"/declarations/{application_id}/form"
    problems = tuple(
        Problem(rule=fault.rule, page=f"{page}#{fault.field}", message=fault.message) for fault in faults
    )
    return (_section(record, plan, form) if form else {}), problems


def _section(record: Record, plan: Plan, form: Form) -> Mapping[str, Any]:
    return {
        "plan": {
            "id": record.plan,
            "title": plan.title,
            "version": record.plan_version,
            "level": plan.level,
            "year": plan.year,
        },
        "form": {**asdict(form), "options": list(form.options)},
    }


def list_of(submission: SealManifest) -> tuple[str, Mapping[str, Any]]:
    """The name and the content of the list of what was submitted."""
    return f"submission-{submission.round}", {
        "round": submission.round,
        "sections": [asdict(section) for section in submission.sections],
    }
