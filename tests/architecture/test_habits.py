"""Habits that no linter knows: who may catch everything, who reads the clock, how long, how called."""

import ast
import re
from pathlib import PurePath

from tests.architecture.tree import PRODUCT, Source, files, python, read

BROAD = frozenset({"Exception", "BaseException"})
CLOCKS = frozenset(
    {
        "datetime.datetime.now",
        "datetime.datetime.utcnow",
        "datetime.datetime.today",
        "datetime.date.today",
        "time.time",
    }
)
CHANCE = frozenset({"uuid.uuid1", "uuid.uuid4", "os.urandom"})
COMPOSERS = {
    "contracts/normal/signs.py": "bounds the marks on a sign",
    "kit/reference.py": "looks at a few signs only",
    "services/documents/papers/domain/hiding.py": "looks at one sign at a time",
}
# The places that everybody else asks: what they read the clock or throw dice for.
SOURCES_OF_CHANCE = {
    "kit/clock.py": "reads the clock for all",
    "kit/ids.py": "makes ids for all",
    "kit/crypto.py": "nonces",
    "kit/temporal.py": "nonces",
    "kit/sealed.py": "keys of cases",
    "kit/parcel.py": "the salt of a parcel",
    "cli/account.py": "a first password, shown once",
}
SAYS_NOTHING = frozenset(
    {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc", "core", "base"}
)
CEILINGS = {  # the first that fits; lines per file
    r"contracts/.+\.py": 150,
    r"tests/.+\.py": 500,
    r".+\.py": 350,
    r".+\.html": 150,
}


def caught_broadly(source: Source) -> list[str]:
    """Handlers that swallow everything. One that cleans up and raises again swallows nothing."""
    return [
        source.at(node)
        for node in source.nodes
        if isinstance(node, ast.ExceptHandler) and _is_broad(node.type) and not _raises_again(node)
    ]


def _is_broad(kind: ast.expr | None) -> bool:
    kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(one is None or (isinstance(one, ast.Name) and one.id in BROAD) for one in kinds)


def _raises_again(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def unasked(source: Source) -> list[str]:
    """The clock or chance, read without kit."""
    if source.path in SOURCES_OF_CHANCE:
        return []
    dice = [
        source.at(node)
        for node in source.nodes
        if isinstance(node, ast.Import | ast.ImportFrom) and _imports_dice(node)
    ]
    read_here = [source.at(call) for call in source.calls if source.meant(call.func) in CLOCKS | CHANCE]
    return sorted({*dice, *read_here})


def composed_by_hand(source: Source) -> list[str]:
    """A text put into a normal form without `contracts.normal.signs.composed`, which bounds its marks."""
    if source.path in COMPOSERS:
        return []
    return [source.at(call) for call in source.calls if source.meant(call.func) == "unicodedata.normalize"]


def _imports_dice(node: ast.Import | ast.ImportFrom) -> bool:
    names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
    return any(name.split(".")[0] in {"random", "secrets"} for name in names)


def too_long(source: Source) -> list[str]:
    """A file over its ceiling."""
    ceiling = next((most for kind, most in CEILINGS.items() if re.fullmatch(kind, source.path)), None)
    if ceiling is None or source.lines <= ceiling:
        return []
    return [f"{source.path}: {source.lines} lines, at most {ceiling}"]


def second_fault(source: Source) -> list[str]:
    """A class of its own for what is wrong with a field: `kit.errors.Fault` is everybody's."""
    if source.path == "kit/errors.py":
        return []
    return [
        source.at(node)
        for node in source.nodes
        if isinstance(node, ast.ClassDef) and (node.name in {"Fault", "Flaw"} or _tells_of_a_field(node))
    ]


def _tells_of_a_field(node: ast.ClassDef) -> bool:
    told = {
        one.target.id
        for one in node.body
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
    }
    return {"field", "message"} <= told <= {"field", "message", "rule"}


def shown_by_hand(source: Source) -> list[str]:
    """A handler in a page's room that makes a page itself: `kit.web.forms.Action` shows a form again."""
    if not re.fullmatch(r"services/.+/web(\.py|/.+\.py)", source.path):
        return []
    return [
        source.at(node)
        for node in source.nodes
        if isinstance(node, ast.ExceptHandler)
        and any(isinstance(one, ast.Return) and _asks_the_request(one) for one in ast.walk(node))
    ]


def _asks_the_request(node: ast.AST) -> bool:
    return any(isinstance(one, ast.Name) and one.id == "request" for one in ast.walk(node))


def called_nothing(path: str) -> list[str]:
    """A module or folder whose name says nothing of what is in it."""
    return [path] if SAYS_NOTHING & {part.removesuffix(".py") for part in PurePath(path).parts} else []


def test_only_kit_and_deploy_catch_everything() -> None:
    tree = python("services", "workflows", "contracts", "cities", "cli")
    found = [line for source in tree for line in caught_broadly(source)]
    assert not found


def test_catching_everything_is_caught() -> None:
    handlers = ("except Exception: pass", "except (KeyError, BaseException): log()", "except: pass")
    code = "".join(f"try: work()\n{handler}\n" for handler in handlers)
    clean_up = "try: work()\nexcept BaseException:\n    end()\n    raise\n"
    found = caught_broadly(Source("services/review/web/desk.py", f"{code}{clean_up}"))
    assert found == [f"services/review/web/desk.py:{line}" for line in (2, 4, 6)]


def test_time_and_chance_come_from_kit() -> None:
    tree = python("services", "workflows", "contracts", "cities", "cli", "kit")
    found = [line for source in tree for line in unasked(source)]
    assert not found
    assert {source.path for source in tree} >= SOURCES_OF_CHANCE.keys()


def test_reading_the_clock_is_caught() -> None:
    code = """
import datetime as dt
import random
from datetime import date, datetime
from uuid import uuid4 as fresh

dt.datetime.now()
datetime.utcnow()
date.today()
fresh()
"""
    found = unasked(Source("services/review/operations/deciding.py", code.lstrip()))
    assert found == [f"services/review/operations/deciding.py:{line}" for line in (2, 6, 7, 8, 9)]


def test_texts_are_composed_in_one_way() -> None:
    tree = python("services", "workflows", "contracts", "cities", "cli", "kit")
    assert not [line for source in tree for line in composed_by_hand(source)]
    assert {source.path for source in tree} >= COMPOSERS.keys()


def test_a_text_composed_by_hand_is_caught() -> None:
    code = 'from unicodedata import normalize\nnormalize("NFC", typed)\n'
    assert composed_by_hand(Source("services/review/web/desk.py", code)) == ["services/review/web/desk.py:2"]


def test_no_file_is_over_its_ceiling() -> None:
    paths = files(*PRODUCT, "tests")
    ours = [read(path) for path in paths if path.endswith((".py", ".html"))]
    found = [line for source in ours for line in too_long(source)]
    assert not found


def test_a_file_over_its_ceiling_is_caught() -> None:
    for path, ceiling in (
        ("contracts/review.py", 150),
        ("services/review/web/views.py", 350),
        ("tests/e2e/test_arrival.py", 500),
        ("services/review/examination/templates/case.html", 150),
    ):
        assert not too_long(Source(path, "\n" * ceiling))
        assert too_long(Source(path, "\n" * (ceiling + 1)))


def test_every_module_has_a_name_that_says_something() -> None:
    found = [path for source in python(*PRODUCT, "tests") for path in called_nothing(source.path)]
    assert not found


def test_a_name_that_says_nothing_is_caught() -> None:
    assert called_nothing("services/review/utils.py")
    assert called_nothing("services/common/rounding.py")
    assert not called_nothing("services/review/commonwealth.py")


def test_what_is_wrong_with_a_field_is_a_fault_everywhere() -> None:
    found = [line for source in python() for line in second_fault(source)]
    assert not found


def test_a_second_fault_is_caught() -> None:
    classes = (
        "class Flaw(NamedTuple): ...",
        "@dataclass\nclass Wrong:\n    field: str\n    message: str",
        "class Note:\n    item: str\n    kind: str\n    field: str\n    message: str",
        "class Column:\n    field: str",
    )
    code = "\n".join(classes)
    found = second_fault(Source("services/review/tasks/domain.py", code))
    assert found == [f"services/review/tasks/domain.py:{line}" for line in (1, 3)]


def test_a_form_is_shown_again_in_one_way() -> None:
    found = [line for source in python("services") for line in shown_by_hand(source)]
    assert not found


def test_a_page_made_in_a_handler_is_caught() -> None:
    code = "try: act()\nexcept Invalid as no:\n    return render(request, 'x.html', status=no.status)\n"
    clean = "try: act()\nexcept ValueError as error:\n    raise NotFound from error\n"
    for path in ("services/review/tasks/web/desk.py", "services/archive/evidence/web.py"):
        assert shown_by_hand(Source(path, code)) == [f"{path}:2"]
        assert not shown_by_hand(Source(path, clean))
    assert not shown_by_hand(Source("services/review/tasks/operations.py", code))
