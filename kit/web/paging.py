"""Long lists in pages."""

from dataclasses import dataclass

LONGEST = 10  # digits that are still read


@dataclass(frozen=True)
class Paging:
    """Which page of how many, and how much comes before it."""

    page: int
    pages: int
    size: int

    @classmethod
    def of(cls, asked: str, total: int, size: int) -> "Paging":
        """The page as it stands in an address: the first for anything else, the last for one beyond."""
        pages = max(1, -(-total // size))
        page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < LONGEST else 1
        return cls(page=min(max(1, page), pages), pages=pages, size=size)

    @property
    def offset(self) -> int:
        """So many stand on the pages before."""
        return (self.page - 1) * self.size
