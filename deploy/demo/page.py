"""A page that came back: what it says, where it leads, and what its forms hold."""

from functools import cached_property
from http import HTTPStatus
from typing import Any

import httpx2
from bs4 import BeautifulSoup, Tag
from lxml.etree import XPath
from lxml.html import document_fromstring

PRESSED = frozenset({"submit", "file", "button", "image"})
TICKED = frozenset({"radio", "checkbox"})
SUMMARY = "govuk-error-summary"
WORDS = XPath("//text()[not(parent::script or parent::style or parent::template)]")


class Page:
    """What came back."""

    def __init__(self, response: httpx2.Response) -> None:
        """Read nothing yet."""
        self.response = response
        self.url, self.status, self.content = str(response.url), response.status_code, response.content

    @property
    def html(self) -> str:
        """Its source; nothing of what is no page."""
        return self.response.text if "html" in self.response.headers.get("content-type", "") else ""

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The tree; an empty one of what is no page."""
        return BeautifulSoup(self.html, "lxml")

    @cached_property
    def text(self) -> str:
        """All words of the page, blanks folded."""
        # Without the tree above, which takes four times as long: of most pages only the words are read.
        words = WORDS(document_fromstring(self.html)) if self.html.strip() else []
        return " ".join(" ".join(words).split())

    @property
    def title(self) -> str:
        """What the window is called."""
        return self.soup.title.get_text(strip=True) if self.soup.title else ""

    @property
    def complaint(self) -> str:
        """What the error summary says, or an error page."""
        found = self.soup.select_one(f".{SUMMARY}") or self.soup.select_one("main")
        return " ".join(found.get_text(" ").split()) if found else ""

    @property
    def is_refusal(self) -> bool:
        """Whether it has an error summary."""
        # Most pages do not name one, which is seen without their tree.
        return SUMMARY in self.html and self.soup.select_one(f".{SUMMARY}") is not None

    @property
    def faults(self) -> list[str]:
        """The lines of the error summary."""
        return [line.get_text(strip=True) for line in self.soup.select(f".{SUMMARY}__list li")]

    @property
    def leads_to(self) -> str:
        """Where a browser would go on."""
        assert self.status == HTTPStatus.SEE_OTHER, f"{self.status} {self.text}"  # noqa: S101 - whoever asks expects it
        return str(self.response.headers["location"])

    def links(self, part: str = "") -> list[str]:
        """The links that contain this."""
        return [str(link["href"]) for link in self.soup.select("a[href]") if part in str(link["href"])]

    @property
    def next(self) -> str:
        """Where a long list goes on; empty where it ends."""
        found = self.soup.select_one('a[rel="next"]')
        return str(found["href"]) if found else ""

    def form(self, action: str = "") -> Tag:
        """The form that is sent to where this ends; one of the page before one of its frame."""
        wanted = action.split("?", maxsplit=1)[0]
        for form in (*self.soup.select("main form"), *self.soup.select("form")):
            target = str(form.get("action") or self.url).split("?", maxsplit=1)[0]
            if str(form.get("method")).lower() == "post" and target.endswith(wanted):
                return form
        raise LookupError(f"no form …{wanted} on {self.url}: {self.complaint}")

    def fields(self, action: str = "") -> dict[str, Any]:
        """What a browser would send of a form if nobody touched it; a list where several have one name."""
        return fields_of(self.form(action))

    def hidden(self, action: str = "") -> dict[str, str]:
        """What a form sends besides what people type."""
        found = self.form(action).select("input[type=hidden]")
        return {str(field["name"]): str(field["value"]) for field in found}

    def value(self, name: str) -> str:
        """What stands in a field."""
        (found, *_) = self.soup.select(f"[name='{name}']")
        return _value(found)

    def checked(self, name: str) -> list[str]:
        """What is ticked under a name."""
        return [str(box["value"]) for box in self.soup.select(f"input[name='{name}'][checked]")]


def fields_of(form: Tag) -> dict[str, Any]:
    """What a form holds already."""
    held: dict[str, Any] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        kind, name = str(field.get("type", "")), str(field["name"])
        if kind in PRESSED or (kind in TICKED and not field.has_attr("checked")):
            continue
        value = _value(field)
        held[name] = [*_listed(held[name]), value] if name in held else value
    return held


def _value(field: Tag) -> str:
    if field.name == "textarea":
        return field.get_text().removeprefix("\n")
    if field.name == "select":
        chosen = field.select_one("option[selected]") or field.select_one("option")
        return str(chosen.get("value", "")) if chosen else ""
    return str(field.get("value", "on" if field.get("type") in TICKED else ""))


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
