"""`zhicheng keys`: encrypt everything anew with the first key of each ring, and tell which keys are idle."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer

from cli.options import AsJson
from cli.output import NO, as_json
from cli.surroundings import answer_of, pool_of, settings_of

if TYPE_CHECKING:
    from kit.db import Pool
    from kit.rotation import Tally
    from kit.settings import ServiceSettings

app = typer.Typer(help="Keys: rotation.", no_args_is_help=True, rich_markup_mode=None)

REGISTRIES = {
    "identity": "services.identity.encrypted",
    "archive": "services.archive.encrypted",
    "declaration": "services.declaration.encrypted",
    "review": "services.review.encrypted",
    "payment": "services.payment.encrypted",
    "documents": "services.documents.encrypted",
    "notification": "services.notification.encrypted",
    "operations": "services.operations.encrypted",
}
MOST_PASSES = 5
FIELD, CASE = "FIELD_KEYS", "CASE_KEYS"
PATIENCE = "请在最后一次轮换 24 小时后再删除：未完成的上传、未送达的号码变更和旧的链接可能还在使用旧密钥。"


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one pass went through: how many values have which key now."""

    service: str
    ring: str
    what: str
    by_key: Mapping[str, int]
    rewritten: int


@app.callback()
def about() -> None:
    """Put a new key at the front of the rings, restart every process, rotate, then remove what is idle."""


@app.command()
def rotate(*, to_json: AsJson = False) -> None:
    """Encrypt anew what has an old key, while the platform runs. Interrupted or done, it can be run again.

    Ends with 1 when something still has an old key: a process that was not restarted goes on writing it.
    """
    idle, parts = answer_of(_rotated(is_quiet=to_json))
    busy = sum(count for part in parts for key, count in part.by_key.items() if key not in _current(part))
    if to_json:
        as_json({"ok": not busy, "idle": idle, "parts": [_told(part) for part in parts]})
    else:
        for name, keys in idle.items():
            typer.echo(f"{name}：可以删除 {'、'.join(keys)}")
        typer.echo(PATIENCE if idle else "没有可以删除的旧密钥。")
        if busy:
            typer.echo(f"还有 {busy} 项使用旧密钥：请确认所有进程已用新密钥重新启动，再运行一次。", err=True)
    if busy:
        raise typer.Exit(NO)


async def _rotated(*, is_quiet: bool) -> tuple[dict[str, list[str]], list[Part]]:
    parts: list[Part] = []
    idle: dict[str, list[str]] = {}
    for service in REGISTRIES:
        settings = _settings(service)
        found = await rotate_service(service, settings, is_quiet=is_quiet)
        parts += found
        idle |= idle_keys(service, settings, found)
    return idle, parts


async def rotate_service(service: str, settings: "ServiceSettings", *, is_quiet: bool) -> list[Part]:
    """Pass after pass until one finds nothing to do: what others wrote meanwhile is found by the next."""
    async with pool_of(settings) as pool:
        for _ in range(MOST_PASSES):
            parts = [
                await _part(service, ring, what, tallies, is_quiet=is_quiet)
                for ring, what, tallies in _work(service, settings, pool)
            ]
            if not any(part.rewritten for part in parts):
                break
    return parts


async def _part(
    service: str, ring: str, what: str, tallies: "AsyncIterator[Tally]", *, is_quiet: bool
) -> Part:
    by_key: Mapping[str, int] = Counter()
    rewritten = 0
    async for tally in tallies:
        by_key, rewritten = tally.by_key, tally.rewritten
        if not is_quiet:
            typer.echo(f"{service} {what}：{sum(by_key.values())} 项，重新加密 {rewritten} 项", err=True)
    return Part(service=service, ring=ring, what=what, by_key=dict(by_key), rewritten=rewritten)


def _work(
    service: str, settings: "ServiceSettings", pool: "Pool"
) -> "list[tuple[str, str, AsyncIterator[Tally]]]":
    """Everything of a service that is encrypted, each with its ring."""
    from kit.blobs import Blobs
    from kit.crypto import FieldCipher
    from kit.rotation import rotate as rotate_column

    cipher = settings.field_cipher()
    columns = import_module(REGISTRIES[service]).COLUMNS if REGISTRIES[service] else ()
    work = [(FIELD, str(column), rotate_column(pool, cipher, column)) for column in columns]
    if service == "documents":
        from services.documents.photos.gateway import PhotoStore
        from services.documents.photos.operations.rotate import rotate_photos

        work.append((FIELD, "photos", rotate_photos(pool, cipher, PhotoStore(Blobs(settings), cipher))))
    if service == "declaration":
        from kit.sealed import CaseFile
        from services.declaration.drafting.operations.rotate_case_keys import rotate_case_keys

        keys = FieldCipher(settings.case_keys.get_secret_value())
        work.append(
            (CASE, "case_keys", rotate_case_keys(pool, keys, CaseFile(Blobs(settings), keys, service)))
        )
    return work


def idle_keys(service: str, settings: "ServiceSettings", parts: list[Part]) -> dict[str, list[str]]:
    """The keys of each ring that nothing uses any more; the one that makes fingerprints is not idle."""
    from kit.crypto import Keys

    rings = {FIELD: settings.field_keys, CASE: settings.case_keys}
    found = {}
    for ring in {part.ring for part in parts}:
        names = list(Keys.parse(rings[ring].get_secret_value()).by_id)
        used = {name for part in parts if part.ring == ring for name, count in part.by_key.items() if count}
        if ring == FIELD and settings.fingerprint_key is None:
            used.add(names[-1])
        if unused := [name for name in names[1:] if name not in used]:
            found[f"{service.upper()}_{ring}"] = unused
    return found


def _current(part: Part) -> set[str]:
    from kit.crypto import Keys

    settings = _settings(part.service)
    ring = settings.case_keys if part.ring == CASE else settings.field_keys
    return {Keys.parse(ring.get_secret_value()).current[0]}


def _settings(service: str) -> "ServiceSettings":
    kind: type[ServiceSettings] = import_module(f"services.{service}.settings").Settings
    return settings_of(kind)


def _told(part: Part) -> dict[str, Any]:
    return {"service": part.service, "what": part.what, "keys": part.by_key, "rewritten": part.rewritten}
