"""Everything that a person has in the archive, as one document that people and programs can read."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from contracts.sections.archive import VISIBILITY_NAMES
from services.archive.evidence.domain import Evidence
from services.archive.file.domain import Item, State, Version, basic_of, records_of

FORMAT = "zhicheng-archive"
FORMAT_VERSION = 1
STATES: Mapping[State, str] = {
    State.DRAFT: "待提交",
    State.SUBMITTED: "待核验",
    State.VERIFIED: "已核验",
    State.RETURNED: "已退回",
    State.SUPERSEDED: "已被更新",
}


def exported(items: Sequence[Item], *, employer: str, at: datetime) -> dict[str, Any]:
    """The basic information, the records, and those that were deleted."""
    basic = basic_of(items)
    return {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "made_at": at.isoformat(),
        "employer": employer,
        "basic": _item(basic) if basic else None,
        "records": [_item(item) for item in records_of(items)],
        "deleted": [_item(item) for item in items if item.is_deleted],
    }


def _item(item: Item) -> dict[str, Any]:
    """An item as it is now and, where that differs, as it was verified last."""
    older = item.verified if item.has_older_verified else None
    return {
        "kind": item.kind.code,
        "kind_name": item.kind.name,
        "title": item.title,
        **_version(item, item.current),
        "verified": _version(item, older) if older else None,
    }


def _version(item: Item, version: Version) -> dict[str, Any]:
    return {
        "state": version.state.value,
        "state_name": STATES[version.state],
        "visibility": version.visibility.value,
        "visibility_name": VISIBILITY_NAMES[version.visibility],
        "values": {f.name: version.values[f.name] for f in item.kind.fields if f.name in version.values},
        "labelled": item.kind.labelled(version.values),
        "reason": version.reason,
        "files": [_file(one) for one in version.files],
    }


def _file(one: Evidence) -> dict[str, Any]:
    told = {"name": one.name, "media_type": one.media_type, "pages": one.pages, "bytes": one.bytes}
    return {**told, "sha256": one.sha256}
