"""What was sent: in memory, and line by line in a file that survives the process."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import ValidationError

from kit.adapters import adapter

UNREACHABLE = "0000"


@dataclass(frozen=True, kw_only=True)
class Sms:
    """One message that was sent, or could not be."""

    id: str
    mobile: str
    text: str
    sign: str
    at: str

    @property
    def state(self) -> str:
        """Whether it arrived."""
        return "failed" if self.mobile.endswith(UNREACHABLE) else "delivered"

    def shown(self) -> dict[str, str]:
        """The message as the page and the tests see it."""
        return {**asdict(self), "state": self.state}


class Sent:
    """Every message once, the oldest first."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._file = file
        self._by_id = {sms.id: sms for sms in _read(file)}

    def add(self, sms: Sms) -> Sms:
        """Send a message, unless its id was sent before; what was sent under this id is the answer."""
        known = self._by_id.get(sms.id)
        if known is not None:
            return known
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(sms), ensure_ascii=False) + "\n")
        self._by_id[sms.id] = sms
        return sms

    def to(self, mobile: str = "") -> list[Sms]:
        """What was sent to a number, or everything."""
        return [sms for sms in self._by_id.values() if mobile in {"", sms.mobile}]


def _read(file: Path) -> list[Sms]:
    if not file.exists():
        return []
    text = file.read_text(encoding="utf-8", errors="replace")
    if text and not text.endswith("\n"):
        with file.open("a", encoding="utf-8") as cut:
            cut.write("\n")
    return [sms for sms in map(_parse, text.splitlines()) if sms is not None]


def _parse(line: str) -> Sms | None:
    """Read a line; one that a crash cut off was not acknowledged and comes again."""
    try:
        return adapter(Sms).validate_json(line)
    except ValidationError:
        return None
