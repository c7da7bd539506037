"""The words of the site: its name, the links of each role, what an error page says."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

SITE = Path(__file__).parent / "site.toml"
VISITOR = "visitor"


@dataclass(frozen=True)
class Link:
    """One place in the navigation: this page itself (current), or one above it (active)."""

    text: str
    href: str
    current: bool = False
    active: bool = False


@dataclass(frozen=True)
class Site:
    """What site.toml says."""

    name: str
    help_line: str
    help_text: str
    roles: Mapping[str, str]
    navigation: Mapping[str, tuple[Link, ...]]
    errors: Mapping[str, Mapping[str, str]]

    def links(self, role: str, path: str) -> list[Link]:
        """The links of a role; the longest one that leads to this path is marked."""
        links = self.navigation.get(role, ())
        here = max((link.href for link in links if _leads(link.href, path)), key=len, default=None)
        return [
            replace(link, active=True, current=link.href == path) if link.href == here else link
            for link in links
        ]

    def error(self, status: int) -> Mapping[str, str]:
        """Title and advice for a status; an unknown one falls back to its class."""
        return self.errors.get(str(status)) or self.errors[f"{status // 100}00"]


def load(path: Path = SITE) -> Site:
    """Read site.toml."""
    words: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    navigation = {
        role: tuple(Link(text=text, href=href) for text, href in links)
        for role, links in words.pop("navigation").items()
    }
    return Site(navigation=navigation, **words)


def _leads(href: str, path: str) -> bool:
    return path == href or (href != "/" and path.startswith(f"{href}/"))
