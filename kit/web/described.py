"""What the forms of the templates send: the description of the API is read from the pages themselves."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import nodes

from kit.web import templating

ADDRESS_PART = re.compile(r"\{[^{}]*\}")
EXPRESSION = re.compile(r"\{\{.*?\}\}")
QUERY = re.compile(r"(?<=\w)\{\}$")  # what stands behind a word leads nowhere else
BEGIN = re.compile(r'<form\b[^>]*method="post"[^>]*>')
ACTION = re.compile(r'action="([^"]*)"')
TAG = re.compile(r'<(?:input|textarea|select|button)\b[^>]*\bname="([\w-]+)(\{\{)?')
END = "</form>"
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
TEXT: dict[str, Any] = {"type": "string"}
FILE = {"type": "string", "format": "binary"}
MANY = {"type": "array", "items": TEXT}
PARTS = {"day": ("-year", "-month", "-day"), "month": ("-year", "-month")}
SHAPES: Mapping[str, Mapping[str, Any]] = {"checkboxes": MANY, "upload": FILE}
FIELDS = frozenset({"text", "password", "area", "hidden", "pad", "radios", "tick", "select", *PARTS, *SHAPES})


@dataclass
class Sent:
    """The fields of one form. `begin`: beginnings of names that data end; `is_open`: data name others."""

    names: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    begin: set[str] = field(default_factory=set)
    is_open: bool = False

    def add(self, other: "Sent") -> None:
        """Another form that leads to the same address."""
        self.names |= other.names
        self.begin |= other.begin
        self.is_open |= other.is_open

    def schema(self) -> dict[str, Any]:
        """As JSON Schema."""
        found: dict[str, Any] = {"type": "object", "properties": dict(sorted(self.names.items()))}
        if self.begin:
            begin = (f"^{re.escape(name)}[0-9a-z_-]+$" for name in sorted(self.begin))
            found["patternProperties"] = dict.fromkeys(begin, TEXT)
        if self.is_open:
            found["description"] = OPEN
        return {**found, "additionalProperties": TEXT}  # what a page does not know it ignores

    @property
    def media_type(self) -> str:
        """How a browser sends it."""
        return "multipart/form-data" if FILE in self.names.values() else "application/x-www-form-urlencoded"


OPEN = "Further fields have the codes that the data of the house give them; the page shows which."
Forms = dict[tuple[str, str], Sent]


def anonymous(path: str) -> str:
    """An address without the names of its parts."""
    return ADDRESS_PART.sub("{}", path)


def forms_in(folders: Iterable[Path]) -> Forms:
    """By method and anonymous address; what these templates include may be of everybody's."""
    found: Forms = {}
    own = _texts(folders)
    known = _texts([templating.FOLDER / "templates"]) | own
    for text in own.values():
        for key, sent in _forms(known, text):
            found.setdefault(key, Sent()).add(sent)
    return found


def _texts(folders: Iterable[Path]) -> dict[str, str]:
    return {
        templating.known_as(path, folder): path.read_text("utf-8")
        for folder in folders
        for path in sorted(folder.rglob("*.html"))
    }


def _forms(known: Mapping[str, str], text: str) -> Iterator[tuple[tuple[str, str], Sent]]:
    tree = templating.environment().parse(text)
    calls = list(_calls(tree))
    blocks = [(range(begin, end + 1), action, inside) for begin, end, action, inside in _blocks(text)]
    placed = [*((call.lineno, call) for call in calls), *_imported(known, tree)]
    shared = [call for at, call in placed if not any(at in lines for lines, _, _ in blocks)]
    outside = TAG.findall(FORM.sub("", text))
    for lines, action, inside in blocks:
        sent = _sent([*shared, *(call for at, call in placed if at in lines)])
        for name, is_begin in [*outside, *TAG.findall(inside)]:
            _put(sent, name, TEXT, is_begin=bool(is_begin))
        yield ("POST", action), sent
    for call in calls:
        if _macro(call) == "post_button":
            keys = [pair.key for one in call.args[2:3] if isinstance(one, nodes.Dict) for pair in one.items]
            yield (
                ("POST", QUERY.sub("", _text(call.args[1]))),
                Sent({str(key.value): TEXT for key in keys if isinstance(key, nodes.Const)}),
            )
    for block in tree.find_all(nodes.CallBlock):
        if _macro(block.call) == "filter":
            asked = (call for one in block.body for call in _calls(one))
            yield ("GET", _text(block.call.args[0])), _sent(list(asked))


def _blocks(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Every form that is written out: its lines, where it leads, what is inside."""
    for found in BEGIN.finditer(text):
        end = text.find(END, found.end())
        action = ACTION.search(found[0])
        first = text.count("\n", 0, found.start()) + 1
        inside = text[found.end() : end]
        where = QUERY.sub("", EXPRESSION.sub("{}", action[1])) if action else ""
        yield first, text.count("\n", 0, end) + 1, where, inside


def _imported(known: Mapping[str, str], tree: nodes.Template) -> Iterator[tuple[int, nodes.Call]]:
    """What parts of other templates put into the form in this line, or may put into any (0)."""
    for node in tree.find_all((nodes.Import, nodes.FromImport, nodes.Include)):
        named = getattr(node, "template", None)
        text = known.get(named.value, "") if isinstance(named, nodes.Const) else ""
        if not BEGIN.search(text):
            at = node.lineno if isinstance(node, nodes.Include) else 0
            yield from ((at, call) for call in _calls(templating.environment().parse(text)))


def _calls(tree: nodes.Node) -> Iterator[nodes.Call]:
    found = [tree] if isinstance(tree, nodes.Call) else []
    yield from (call for call in (*found, *tree.find_all(nodes.Call)) if _macro(call))


def _macro(call: nodes.Call) -> str:
    """The macro of `ui` that is called."""
    node = call.node
    is_ours = isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name) and node.node.name == "ui"
    return str(node.attr) if is_ours and isinstance(node, nodes.Getattr) else ""


def _sent(calls: Iterable[nodes.Call]) -> Sent:
    sent = Sent()
    for call in calls:
        macro = _macro(call)
        if macro == "files":
            sent.names |= {"receipt": MANY, "act": TEXT}
        elif macro in FIELDS:
            name = _text(call.args[1])
            is_begin = "{}" in name  # data end it, and the parts of a day follow them
            for part in ("",) if is_begin else PARTS.get(macro, ("",)):
                _put(sent, name.replace("{}", "") + part, SHAPES.get(macro, TEXT), is_begin=is_begin)
        elif macro == "button":
            named = [one.value for one in call.kwargs if one.key == "name"]
            sent.names |= {_text(one): TEXT for one in named}
    return sent


def _put(sent: Sent, name: str, shape: Mapping[str, Any], *, is_begin: bool) -> None:
    if not is_begin:
        sent.names[name] = shape
    elif name and not name.startswith("-"):
        sent.begin.add(name)
    else:
        sent.is_open = True


def _text(node: nodes.Node) -> str:
    """A text as far as it is written, with {} for the rest."""
    if isinstance(node, nodes.Const):
        return str(node.value)
    if isinstance(node, nodes.Concat):
        return "".join(_text(one) for one in node.nodes)
    return "{}"
