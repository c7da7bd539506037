"""Sections of the sealed case file."""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from contracts.case import Manifest, SectionRef
from kit.sealed import CaseFile
from services.documents.papers.domain.case import SETTLEMENT, SUBMITTED, Case, decisions_of, newest, round_of


async def open_case(file: CaseFile, case_id: UUID, manifest: Manifest) -> Case:
    """The newest of each section, and the decisions of the present round."""
    refs = newest(manifest, (*SUBMITTED, SETTLEMENT))
    decisions = decisions_of(manifest, round_of(manifest))
    opened = await asyncio.gather(*(_data(file, case_id, ref) for ref in (*refs.values(), *decisions)))
    return Case(**dict(zip(refs, opened, strict=False)), decisions=tuple(opened[len(refs) :]))


async def _data(file: CaseFile, case_id: UUID, ref: SectionRef) -> Mapping[str, Any]:
    data: Mapping[str, Any] = (await file.open(case_id, ref))["data"]
    return data
