"""What a photo must be, and what a check of it says."""

from dataclasses import dataclass
from fractions import Fraction


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


@dataclass(frozen=True, kw_only=True)
class Check:
    """One rule held against one photo: what was measured, what is allowed, what to do."""

    rule: str
    ok: bool
    measured: str
    allowed: str
    message: str


def size_in_words(size: int) -> str:
    """30 K or 1 M."""
    mega = 1024 * 1024
    return f"{size // mega} M" if size % mega == 0 else f"{size / 1024:g} K"
