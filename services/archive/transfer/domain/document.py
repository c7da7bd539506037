"""Our own export, read back: what it says of each item, and everything about it that cannot be read."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contracts.sections.archive import Visibility
from kit.errors import Fault, Invalid
from services.archive.kinds.domain.basic import BASIC
from services.archive.kinds.domain.kind import Kind
from services.archive.kinds.domain.kinds import KINDS
from services.archive.transfer.domain.export import FORMAT, FORMAT_VERSION

FIELD = "document"  # of the form that brings it
MOST_BYTES = 5 * 1024 * 1024
MOST_RECORDS = 1000
LONGEST_TITLE = 60
LONGEST_NAME = 200
KEYS = ("kind", "title", "visibility", "values", "files")
DIGEST_LENGTH = 64  # SHA-256 in hexadecimal digits


class Unreadable(Invalid):
    """A document that cannot be taken, with all reasons."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("；".join(reasons), faults=[Fault(field=FIELD, message=one) for one in reasons])


@dataclass(frozen=True, kw_only=True)
class ToldFile:
    """A file by name and content."""

    name: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Told:
    """One item of a document: where it stands there, what it says, what of it cannot be read."""

    place: str
    title: str
    kind: Kind | None
    typed: Mapping[str, str]
    visibility: Visibility | None
    files: tuple[ToldFile, ...]
    faults: tuple[str, ...]

    @property
    def name(self) -> str:
        """What it is, in one line."""
        return f"{self.kind.name}：{self.title}" if self.kind and self.title else self.title or self.place


def read_document(content: bytes) -> list[Told]:
    """The items of a document, the basic information first."""
    document = _parsed(content)
    told_format, version = document.get("format"), document.get("version")
    if told_format != FORMAT:
        raise Unreadable("这不是本平台导出的档案文件，请在“下载我的档案”中下载后上传")
    if version != FORMAT_VERSION or isinstance(version, bool):
        raise Unreadable(f"文件的格式版本与本平台的不同，只能导入第 {FORMAT_VERSION} 版的文件")
    basic, records = document.get("basic"), document.get("records", [])
    reasons = []
    if basic is not None and not isinstance(basic, dict):
        reasons.append("个人基本信息的内容无法识别")
    if not isinstance(records, list):
        reasons.append("文件中的记录无法识别")
    elif len(records) > MOST_RECORDS:
        reasons.append(f"文件中有 {len(records)} 条记录，一次最多导入 {MOST_RECORDS} 条")
    elif basic is None and not records:
        reasons.append("文件中没有可以导入的内容")
    if reasons:
        raise Unreadable(*reasons)
    return list(_items(basic, records))


def carried(content: bytes) -> str:
    """A document that could be read with only what is read of it, for a form that comes back."""
    document = _parsed(content)
    basic, records = document.get("basic"), document.get("records", [])
    told = {"basic": _trimmed(basic), "records": [_trimmed(one) for one in records]}
    return json.dumps({"format": FORMAT, "version": FORMAT_VERSION, **told}, ensure_ascii=False)


def _trimmed(item: object) -> object:
    return {key: item[key] for key in KEYS if key in item} if isinstance(item, dict) else item


def _parsed(content: bytes) -> dict[str, Any]:
    if not content:
        raise Unreadable("请选择要导入的档案文件")
    if len(content) > MOST_BYTES:
        raise Unreadable(f"文件过大，最大 {MOST_BYTES // 1024**2}MB")
    try:
        document = json.loads(content.decode("utf-8-sig"), parse_float=str)  # digits stay as written
        json.dumps(document, ensure_ascii=False).encode()  # half characters cannot be stored
    except (ValueError, RecursionError) as error:
        raise Unreadable("文件的内容已损坏，或不是在本平台下载的档案文件，请重新下载后上传") from error
    if not isinstance(document, dict):
        raise Unreadable("这不是本平台导出的档案文件，请在“下载我的档案”中下载后上传")
    return document


def _items(basic: dict[str, Any] | None, records: list[Any]) -> Iterator[Told]:
    if basic is not None:
        yield _item(BASIC.name, basic, {BASIC.code})
    for number, record in enumerate(records, 1):
        yield _item(f"第 {number} 条记录", record, KINDS.keys() - {BASIC.code})


def _item(place: str, item: object, codes: set[str]) -> Told:
    told = item if isinstance(item, dict) else {}
    code, visibility = told.get("kind"), next((v for v in Visibility if v == told.get("visibility")), None)
    kind = KINDS[code] if isinstance(code, str) and code in codes else None
    faults = [] if kind else [f"不认识的类别“{_short(code)}”" if code else "没有写明类别"]
    typed, wrong = _typed(kind, told.get("values"))
    files, broken = _files(told.get("files", []))
    if visibility is None:
        wrong.append("公示范围无法识别")
    return Told(
        place=place,
        title=_short(told.get("title") or ""),
        kind=kind,
        typed=typed,
        visibility=visibility,
        files=files,
        faults=(*faults, *wrong, *broken) if isinstance(item, dict) else ("内容无法识别",),
    )


def _typed(kind: Kind | None, values: object) -> tuple[dict[str, str], list[str]]:
    """The values as if somebody had typed them: the form's own rules then apply."""
    if not isinstance(values, dict):
        return {}, ["没有填写的内容"]
    unknown = [_short(name) for name in values if kind and kind.field(name) is None]
    odd = [
        kind.label(name) for name, one in values.items() if kind and kind.field(name) and not _is_value(one)
    ]
    faults = [f"不认识的项目：{'、'.join(unknown)}"] if unknown else []
    faults += [f"内容无法识别：{'、'.join(odd)}"] if odd else []
    return {name: str(one) for name, one in values.items() if _is_value(one)}, faults


def _is_value(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def _files(files: object) -> tuple[tuple[ToldFile, ...], list[str]]:
    if not isinstance(files, list):
        return (), ["佐证材料无法识别"]
    found = [_file(one) for one in files]
    broken = ["有的佐证材料没有名称或校验值"] if None in found else []
    return tuple(one for one in found if one), broken


def _file(told: object) -> ToldFile | None:
    name, sha256 = (told.get("name"), told.get("sha256")) if isinstance(told, dict) else ("", "")
    if not (isinstance(name, str) and name and isinstance(sha256, str) and len(sha256) == DIGEST_LENGTH):
        return None
    return ToldFile(name=name[:LONGEST_NAME], sha256=sha256)


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST_TITLE else f"{text[:LONGEST_TITLE]}…"
