"""What was typed before, laid over a page's form: done on the finished page, so that no route knows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

Attributes = dict[str, str | None]
OURS = frozenset({"file", "password", "submit", "button", "image", "reset"})
VERSION = "version"  # what the form was opened with: whoever saved meanwhile is not written over
MAIN = 'id="main-content">'


@dataclass
class _Control:
    tag: str
    attributes: Attributes
    begin: int
    end: int  # of the tag; of a text area's content `until`
    until: int = 0
    select: str = ""

    @property
    def name(self) -> str:
        return self.select or self.attributes.get("name") or ""

    @property
    def kind(self) -> str:
        return self.attributes.get("type") or "text"


@dataclass
class _Found:
    action: str
    controls: list[_Control] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[_Found] = []
        self._form: _Found | None = None
        self._select = ""
        self._lines = [0]
        for line in page.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self.feed(page)
        self.close()

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "form":
            is_post = (told.get("method") or "").lower() == "post"
            self._form = _Found(told.get("action") or "") if is_post else None
            self.found += [self._form] if self._form else []
        elif tag == "select":
            self._select = told.get("name") or ""
        elif self._form and (tag in {"input", "textarea"} or (tag == "option" and self._select)):
            begin, raw = self._at(), self.get_starttag_text() or ""
            select = self._select if tag == "option" else ""
            self._form.controls.append(_Control(tag, told, begin, begin + len(raw), 0, select))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea" and self._form:
            self._form.controls[-1].until = self._at()


def refilled(page: str, address: str, target: str, fields: Sequence[tuple[str, str]]) -> tuple[str, bool]:
    """The page with its form filled in, and whether it has that form."""
    fitting = [one for one in _Forms(page).found if urlsplit(urljoin(address, one.action)).path == target]
    best = max(fitting, key=lambda one: _fits(one, fields), default=None)
    if best is None or not _fits(best, fields)[0]:
        return page, False
    for begin, end, text in sorted(_changes(best, fields), reverse=True):
        page = page[:begin] + text + page[end:]
    return page, True


def announced(page: str, notice: str) -> str:
    """The page with a notice above everything that it tells."""
    before, main, after = page.partition(MAIN)
    return before + main + notice + after


def _fits(found: _Found, fields: Sequence[tuple[str, str]]) -> tuple[int, int]:
    """How many of the fields can be filled in, and how many hidden ones are the same."""
    typed = {one.name for one in found.controls if one.kind not in OURS | {"hidden"} or one.tag != "input"}
    hidden = {(one.name, one.attributes.get("value")) for one in found.controls if one.kind == "hidden"}
    return len(typed & {name for name, _ in fields}), len(hidden & set(fields))


def _changes(found: _Found, fields: Sequence[tuple[str, str]]) -> Iterator[tuple[int, int, str]]:
    kept: dict[str, list[str]] = {}
    for name, value in fields:
        kept.setdefault(name, []).append(value)
    texts = {name: iter(values) for name, values in kept.items()}
    for one in found.controls:
        if one.tag == "option":
            yield one.begin, one.end, _marked(one, "selected", kept)
        elif one.tag == "textarea":
            text = next(texts.get(one.name, iter(())), "").replace("\r\n", "\n")
            yield one.end, one.until, f"\n{escape(text)}"  # a browser takes the first line break away
        elif one.kind in {"checkbox", "radio"}:
            yield one.begin, one.end, _marked(one, "checked", kept)
        elif one.kind not in OURS and (one.kind != "hidden" or (one.name == VERSION and VERSION in kept)):
            value = next(texts.get(one.name, iter(())), "")
            yield one.begin, one.end, _tag(one.tag, {**one.attributes, "value": value})


def _marked(one: _Control, mark: str, kept: dict[str, list[str]]) -> str:
    others = {name: value for name, value in one.attributes.items() if name != mark}
    value = one.attributes.get("value", "on") or ""
    is_marked = value in kept.get(one.name, [""] if one.tag == "option" else [])
    return _tag(one.tag, {**others, mark: None} if is_marked else others)


def _tag(tag: str, attributes: Attributes) -> str:
    told = (name if value is None else f'{name}="{escape(value)}"' for name, value in attributes.items())
    return f"<{' '.join((tag, *told))}>"
