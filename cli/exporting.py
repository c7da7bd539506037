"""What `zhicheng city export` does: everything of a city that stands still, for whoever takes it over."""

from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.keys import REGISTRIES
from cli.owned import OWNED
from cli.packing import Package, written
from cli.surroundings import settings_of
from kit.blobs import BlobMissing, Blobs
from kit.crypto import FieldCipher
from kit.db import open_pool
from kit.errors import Refusal
from kit.exporting import EVERYWHERE, Row, at_one_moment, rows_of, tables, under_another_key, waiting
from kit.standstill import Standstill, standing

if TYPE_CHECKING:
    from kit.db import Connection
    from kit.rotation import Column
    from kit.settings import ServiceSettings

PACKAGE_KEY = "package"  # under this name the receiver puts the key into the rings
SettingsOf = Callable[[str], "ServiceSettings"]


class NotFrozen(Refusal):
    """只能导出已暂停办理的城市，请先运行 zhicheng city freeze。"""


class StillTelling(Refusal):
    """还有事件没有送达，请稍后再导出。"""


def settings_by_name(service: str) -> "ServiceSettings":
    """A service's settings."""
    kind: type[ServiceSettings] = import_module(f"services.{service}.settings").Settings
    return settings_of(kind)


async def export(
    city: str, target: Path, key: bytes, settings: SettingsOf = settings_by_name
) -> Mapping[str, Any]:
    """Write the package; what is in it."""
    folder = settings("identity").cities
    found = standing(folder, city)
    if found is None:
        raise NotFrozen
    theirs = FieldCipher(f"{PACKAGE_KEY}:{b64encode(key).decode()}")
    label = {"city": city, "at": found.at.isoformat()}
    with written(target, key, label, {**label, "key": PACKAGE_KEY}) as package:
        for path in sorted((folder / city).rglob("*.toml")):
            package.put(f"city/{path.relative_to(folder / city)}", path.read_bytes())
        for service in OWNED:
            await _service(service, settings(service), found, package, theirs)
        async for open_case in _workflows(city, settings("declaration")):
            package.put_rows("temporal/workflows", [open_case])
    return {"rows": dict(package.rows), "objects": _objects(package), "missing": package.missing}


def _objects(package: Package) -> int:
    return sum(name.startswith("objects/") for name in package.members)


async def _service(
    service: str, settings: "ServiceSettings", found: Standstill, package: Package, theirs: FieldCipher
) -> None:
    """The rows of one database, all of one moment, and the objects that they name."""
    ours, blobs = settings.field_cipher(), Blobs(settings)
    named: list[tuple[str, str]] = []
    url = settings.database_url.get_secret_value()
    async with open_pool(url, size=1) as pool, at_one_moment(pool) as conn:
        if number := await waiting(conn, found.at):
            raise StillTelling(f"{service} 还有 {number} 个事件没有送达，请稍后再导出。")
        async for table, rows in _rows(conn, service, found.city):
            named += objects_of(service, table, rows)
            columns = _columns(service)
            told = [under_another_key(row, table, columns, ours, theirs) for row in rows]
            if table == "case_keys":
                told = [_rewrapped(row, settings, theirs) for row in told]
            package.put_rows(f"{service}/{table}", told)
    for bucket, name in named:
        try:
            content = await blobs.get(bucket, name)
        except BlobMissing:
            package.missing.append(f"{bucket}/{name}")
            continue
        if name.startswith("photos/"):  # the one kind that lies in the store under a service's own keys
            content = theirs.encrypt_bytes(ours.decrypt_bytes(content))
        package.put(f"objects/{bucket}/{name}", content)


async def _rows(conn: "Connection", service: str, city: str) -> AsyncIterator[tuple[str, list[Row]]]:
    owned = OWNED[service]
    for table in await tables(conn):
        if table not in EVERYWHERE and table not in owned.left_out:
            async for rows in rows_of(conn, table, city, owned):
                yield table, rows


def _columns(service: str) -> "tuple[Column, ...]":
    found: tuple[Column, ...] = import_module(REGISTRIES[service]).COLUMNS if service in REGISTRIES else ()
    return found


def _rewrapped(row: Row, settings: "ServiceSettings", theirs: FieldCipher) -> Row:
    """The key of a case, wrapped for the receiver: it opens the sealed sections in the package."""
    ours = FieldCipher(settings.case_keys.get_secret_value())
    wrapped = bytes.fromhex(row["wrapped"].removeprefix("\\x"))
    return {**row, "wrapped": f"\\x{theirs.encrypt_bytes(ours.decrypt_bytes(wrapped)).hex()}"}


def objects_of(service: str, table: str, rows: list[Row]) -> list[tuple[str, str]]:
    """The objects that rows name: bucket and key."""
    if (service, table) == ("declaration", "declarations"):
        return [("cases", section["key"]) for row in rows for section in row["sections"]]
    if service == "documents" and table in {"files", "photos"}:
        return [("uploads", row["blob_key"]) for row in rows]
    return []


async def _workflows(city: str, settings: "ServiceSettings") -> AsyncIterator[Row]:
    """What is open at the engine; its history stays there, for it is of this installation's code."""
    from kit.temporal import connect

    client = await connect(settings)
    async for one in client.list_workflows(f'City = "{city}" and ExecutionStatus = "Running"'):
        began = one.start_time.isoformat()
        yield {"id": one.id, "type": one.workflow_type, "began": began, "events": one.history_length}
