"""The pledge (真实性保证书): its text, the link by which a phone signs it, and what was signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from services.documents.signing.domain.drawing import Drawing

TITLE = "专业技术资格申报材料真实性保证书"
LINK_LASTS = timedelta(minutes=10)
APPS = (("MicroMessenger", "微信"), ("AlipayClient", "支付宝"))
DEVICES = (("iPad", "平板"), ("Tablet", "平板"), ("Mobile", "手机"), ("Android", "平板"), ("iPhone", "手机"))


@dataclass(frozen=True, kw_only=True)
class Link:
    """Leave to sign one declaration's pledge once, soon, in the first browser that opens it."""

    id: UUID
    application_id: UUID
    person_id: UUID
    city: str
    name: str
    text_sha256: str
    token: str
    opened_by: str | None = None  # fingerprint of the browser's cookie
    expires_at: datetime
    used_at: datetime | None = None

    def is_open(self, at: datetime) -> bool:
        """Whether it can still be signed by."""
        return self.used_at is None and at < self.expires_at


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Who signed which text, how, when and with what kind of device. Its id is the link's."""

    id: UUID
    application_id: UUID
    person_id: UUID
    city: str
    name: str
    text: tuple[str, ...]
    text_sha256: str
    drawing: str  # `Drawing.as_json`
    device: str
    signed_at: datetime

    def holds_for(self, name: str, text_sha256: str) -> bool:
        """Whether it is this person's under this text; another text or another name is signed anew."""
        return (self.name, self.text_sha256) == (name, text_sha256)


def digest(text: Sequence[str]) -> str:
    """What identifies the version of a text."""
    return sha256("\n".join(text).encode()).hexdigest()


def device_of(agent: str) -> str:
    """The kind of device, in words: no more of it is kept."""
    device = next((name for mark, name in DEVICES if mark in agent), "电脑")
    app = next((name for mark, name in APPS if mark in agent), "浏览器")
    return f"{device}（{app}）"


def picture(drawing: Drawing) -> str:
    """The signature as vectors: SVG, cut to what is drawn."""
    across, down = zip(*drawing.points, strict=True)
    margin = max(2, min(drawing.width, drawing.height) // 40)
    left, top = min(across) - margin, min(down) - margin
    width, height = (side + 2 * margin for side in drawing.box)
    lines = "".join(
        f'<polyline points="{" ".join(f"{x},{y}" for x, y in stroke + stroke[-1:])}"/>'
        for stroke in drawing.strokes
    )
    pen = f'fill="none" stroke="#000" stroke-width="{margin}" stroke-linecap="round" stroke-linejoin="round"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} {top} {width} {height}" '
        f'width="{width}" height="{height}"><g {pen}>{lines}</g></svg>'
    )
