"""Long lists in pages."""

from dataclasses import dataclass

from kit.web.forms import read_whole


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
        return cls(page=min(read_whole(asked) or 1, pages), pages=pages, size=size)

    @property
    def offset(self) -> int:
        """So many stand on the pages before."""
        return (self.page - 1) * self.size
