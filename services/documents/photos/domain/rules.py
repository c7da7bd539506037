"""What a photo must be, and what a check of it says."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any, Self


@dataclass(frozen=True, kw_only=True)
class PhotoRule:
    """The limits of A4.3 to A4.6. K and M are 1024-based; ratios are exact, width over height."""

    min_bytes: int = 30 * 1024  # excluded
    max_bytes: int = 1024 * 1024  # excluded
    min_width: int = 215  # excluded
    min_height: int = 300  # excluded
    min_ratio: Fraction = Fraction(65, 100)  # included
    max_ratio: Fraction = Fraction(80, 100)  # included
    is_background_white: bool = True

    def in_words(self) -> dict[str, Any]:
        """The rule as JSON takes it; ratios stay exact."""
        return {**asdict(self), "min_ratio": str(self.min_ratio), "max_ratio": str(self.max_ratio)}

    @classmethod
    def from_words(cls, told: Mapping[str, Any]) -> Self:
        """The rule that was told so."""
        ratios = {name: Fraction(told[name]) for name in ("min_ratio", "max_ratio")}
        return cls(**{**told, **ratios})


@dataclass(frozen=True, kw_only=True)
class Check:
    """One rule held against one photo: what was measured, what is allowed, what to do."""

    rule: str
    ok: bool
    measured: str
    allowed: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Inspection:
    """The findings, and the photo made anew when all are good."""

    checks: tuple[Check, ...]
    photo: bytes = b""
    width: int = 0
    height: int = 0

    @property
    def is_accepted(self) -> bool:
        """Whether the photo may be used."""
        return all(check.ok for check in self.checks)


def size_in_words(size: int) -> str:
    """30KB or 1MB."""
    mega = 1024 * 1024
    return f"{size // mega}MB" if size % mega == 0 else f"{size / 1024:g}KB"
