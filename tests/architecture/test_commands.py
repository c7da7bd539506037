"""What the docs tell people to type is understood by `zhicheng`, make and Python; settings are so called."""

import re
import shlex
from collections.abc import Iterator
from functools import cache
from typing import Any

import typer.main
from typer._click.exceptions import MissingParameter, NoArgsIsHelpError, UsageError

from cli.__main__ import app
from deploy.backup.__main__ import app as backup
from deploy.local.environment import SIMULATORS
from deploy.local.services import SERVICES
from tests.architecture.test_docs import CODE, FENCE, documents, prose
from tests.architecture.tree import ROOT, Source, read

TYPED = re.compile(r"^(?:.*[\s/])?(?:zhicheng|python -m cli) ((?:[a-z]|--help).*)$")
OF_OTHERS = re.compile(r"^(?:kubectl|helm|docker (?:build|tag))\b(?!.* -- python -m cli )")
ENDS = frozenset({"|", ";", "&&", ">", "#"})
PLACEHOLDER = re.compile(r"…|[A-Z]+…?|<[^>]+>")
ANY_ID = "00000000-0000-7000-8000-000000000000"
NOT_TRIED = ("does not exist", f"'{ANY_ID}'")  # a file of the reader's own, a value that is left open
VERB = re.compile(r"\bmake ([a-z][a-z0-9-]*)((?: [A-Z_]+=(?:\"[^\"]*\"|\S*))*)")
MODULE = re.compile(r"-m ([a-z_]+(?:\.[a-z_]+)*)(?![\w.<])")
SETTING = re.compile(r"\b(?:" + "|".join((*SERVICES, "workflows", *SIMULATORS)).upper() + r")_[A-Z0-9_]+\b")
OLD = ("docs/adr/", "CHANGELOG.md")  # what was so when it was written
Spoken = tuple[str, bool]


def pages() -> list[Source]:
    return [source for source in documents() if not source.path.startswith(OLD)]


def spoken(source: Source) -> Iterator[Spoken]:
    """Each piece of code, and whether it is whole: in a block it is, in a sentence it may lack some."""
    yield from ((code.replace("\\|", "|"), False) for code in CODE.findall(prose(source)))
    for block in FENCE.findall(source.text):
        yield from ((line, True) for line in block.replace("\\\n", "").splitlines())


def typed(source: Source) -> Iterator[tuple[list[str], bool]]:
    """The words behind `zhicheng`; where several verbs are named at once, each by itself."""
    for code, is_whole in spoken(source):
        found = None if OF_OTHERS.match(code.strip()) else TYPED.search(code.strip())
        if found is None:
            continue
        words = shlex.split(found[1])
        words = words[: next((at for at, word in enumerate(words) if word in ENDS), None)]
        for verb in words[1].split("|") if len(words) > 1 else [""]:
            yield ([words[0], verb, *words[2:]] if verb else words), is_whole


def misunderstood(words: list[str], *, is_whole: bool) -> str | None:
    """What the command line says against them, as it says it to people."""
    command: Any = _command()
    given = list(words)
    while given and hasattr(command, "commands"):
        word = given.pop(0)
        if PLACEHOLDER.fullmatch(word) or word == "--help":
            return None
        if word == "backup":
            command = typer.main.get_command(backup)
        elif word in command.commands:
            command = command.commands[word]
        else:
            return f"{word} is no command"
    if "--help" in given or hasattr(command, "commands"):
        return None
    try:
        command.make_context("docs", [_said(word) for word in given])
    except (MissingParameter, NoArgsIsHelpError) as refused:
        return str(refused) if is_whole else None
    except UsageError as refused:
        return None if any(one in refused.message for one in NOT_TRIED) else refused.message
    return None


def _said(word: str) -> str:
    return ANY_ID if PLACEHOLDER.fullmatch(word) else word


@cache
def _command() -> object:
    return typer.main.get_command(app)


def wrong_commands(source: Source) -> list[str]:
    return [
        f"{source.path}: {' '.join(words)}: {wrong}"
        for words, is_whole in typed(source)
        if (wrong := misunderstood(words, is_whole=is_whole))
    ]


def unheard_of(source: Source, makefile: str) -> list[str]:
    """Variables that are given to a verb which does not ask for them."""
    found = [match for code, _ in spoken(source) for match in VERB.findall(code)]
    return [
        f"{source.path}: make {verb} {name}="
        for verb, given in found
        for name in re.findall(r"([A-Z_]+)=", given)
        if name not in _recipe(makefile, verb)
    ]


def _recipe(makefile: str, verb: str) -> set[str]:
    found = re.search(rf"(?m)^{re.escape(verb)}:.*\n(?:\t.*\n)*", makefile)
    return set(re.findall(r"[A-Z_]+", found[0])) if found else set()


def modules_gone(source: Source) -> list[str]:
    """Modules of ours that are to be run, and cannot be."""
    named = {name for code, _ in spoken(source) for name in MODULE.findall(code)}
    ours = {name for name in named if (ROOT / name.partition(".")[0]).is_dir()}
    places = {name: ROOT / name.replace(".", "/") for name in ours}
    return [
        f"{source.path}: python -m {name}"
        for name, place in sorted(places.items())
        if not (place.with_suffix(".py").exists() or (place / "__main__.py").exists())
    ]


def unknown_settings(source: Source, known: str) -> list[str]:
    """Settings that no process has; `IDENTITY_OPENID_*` stands for those that begin so."""
    named = {name for code, _ in spoken(source) for name in SETTING.findall(code)}
    names = set(SETTING.findall(known))
    return [
        f"{source.path}: {name}"
        for name in sorted(named - names)
        if not (name.endswith("_") and any(one.startswith(name) for one in names))
    ]


def test_the_command_line_understands_the_docs() -> None:
    assert not [line for source in pages() for line in wrong_commands(source)]
    assert sum(1 for source in pages() for _ in typed(source)) > len(SERVICES)


def test_operations_tells_every_command() -> None:
    nouns: Any = _command()
    every = {
        (noun, *verb)
        for noun, one in nouns.commands.items()
        for verb in ([(name,) for name in one.commands] if hasattr(one, "commands") else [()])
    }
    told = [words for words, _ in typed(read("docs/operations.md"))]
    assert not every - {tuple(words[: len(one)]) for one in every for words in told}


def test_a_command_that_it_does_not_understand_is_caught() -> None:
    text = (
        "`zhicheng case nugde ID` `zhicheng case extend ID --till 2022-10-31` `zhicheng stuck --kind lost`"
        " `zhicheng case nudge\\|replya ID…` `zhicheng case extend ID --until 31.10.2022`"
        " `.venv/bin/zhicheng stuck` `zhicheng backup make /x --key FILE` `zhicheng case extend ID`\n"
        "```bash\nzhicheng account create --role admin\n```\n"
    )
    found = wrong_commands(Source("docs/planted.md", text))
    assert [line.split(": ")[1] for line in found] == [
        "case nugde ID",
        "case extend ID --till 2022-10-31",
        "stuck --kind lost",
        "case replya ID…",
        "case extend ID --until 31.10.2022",
        "backup make /x --key FILE",
        "account create --role admin",
    ]


def test_verbs_are_given_what_they_ask_for() -> None:
    makefile = read("Makefile").text
    assert not [line for source in pages() for line in unheard_of(source, makefile)]
    planted = Source("docs/planted.md", '`make status T=identity` `make demo SEASON=1` `make up SCALE="a=2"`')
    assert unheard_of(planted, makefile) == ["docs/planted.md: make status T="]


def test_modules_that_are_to_be_run_are_there() -> None:
    assert not [line for source in pages() for line in modules_gone(source)]
    planted = Source("docs/planted.md", "`python -m deploy.demo.phone` `python -m deploy.demo.fax`")
    assert modules_gone(planted) == ["docs/planted.md: python -m deploy.demo.fax"]


def test_settings_have_the_names_that_the_docs_say() -> None:
    known = read(".env.example").text
    assert not [line for source in pages() for line in unknown_settings(source, known)]
    planted = Source("docs/planted.md", "`IDENTITY_OPENID_*` `IDENTITY_OPENID_KEY` `REVIEW_DATABASE_URL`")
    assert unknown_settings(planted, known) == ["docs/planted.md: IDENTITY_OPENID_KEY"]
