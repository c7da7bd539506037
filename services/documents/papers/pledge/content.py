"""真实性保证书: what was read, who signed it, how, when and with what (A5.1)."""

from typing import Any

from contracts.check_code import check_code
from kit.clock import SHANGHAI
from services.documents.signing.domain.drawing import read_drawing
from services.documents.signing.domain.pledge import TITLE, Signature, picture


def content(signed: Signature, platform: str, reference: str) -> dict[str, Any]:
    """The data of the template."""
    at = signed.signed_at.astimezone(SHANGHAI)
    return {
        "platform": platform,
        "title": TITLE,
        "dated_on": f"{at:%Y-%m-%d}",
        "text": list(signed.text),
        "picture": picture(read_drawing(signed.drawing)),
        "rows": [
            ["申报编号", reference],
            ["保证人", signed.name],
            ["签署时间", f"{at.year}年{at.month}月{at.day}日 {at:%H:%M:%S}"],
            ["签署设备", signed.device],
            ["保证书版本", check_code(signed.text_sha256)],
        ],
    }
