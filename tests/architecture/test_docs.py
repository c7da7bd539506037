"""The docs are about this tree: links lead somewhere, paths and verbs exist, tables are complete."""

import re

from contracts.application import STATUS_NAMES
from contracts.case import ROLE_NAMES
from kit.reference import typed_stem
from tests.architecture.tree import PRODUCT, ROOT, Source, files, read

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
OPEN = re.compile(r"[<>{}…\s]")  # a path with one of these stands for many
VERB = re.compile(r"\bmake ([a-z][a-z0-9-]*)")
ADR = re.compile(r"docs/adr/(\d{4})-[a-z0-9-]+\.md")
NUMBER = re.compile(r"(?<!\d)\d{3}-\d{3}-\d{4}(?!\d)")
SECTIONS = ("## Context", "## Decision", "## Consequences", "## Alternatives")


def documents() -> list[Source]:
    paths = [path for path in files(ending=".md") if "/" not in path or path.startswith(("docs/", *PRODUCT))]
    return [read(path) for path in paths]


def prose(source: Source) -> str:
    """The text without its fenced blocks."""
    return FENCE.sub("", source.text)


def anchors(text: str) -> set[str]:
    """What a heading is called in a link, as code hosts do it."""
    headings = (re.sub(r"[^\w\s-]", "", heading.lower()).strip() for heading in HEADING.findall(text))
    return {re.sub(r"\s", "-", heading) for heading in headings}


def dead_links(source: Source) -> list[str]:
    """Links to files, pictures and headings that are not there."""
    links = (link for link in LINK.findall(prose(source)) if not re.match(r"[a-z]+:", link))
    return [f"{source.path}: {link}" for link in links if not _leads_somewhere(source, link)]


def _leads_somewhere(source: Source, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = (ROOT / source.path).parent / path if path else ROOT / source.path
    return target.exists() and (not anchor or anchor in anchors(target.read_text(encoding="utf-8")))


def gone(source: Source, known: frozenset[str]) -> list[str]:
    """Files and folders of this tree that are named in a document and are not there."""
    named = {code: code.split(":")[0].split("#")[0].rstrip("/") for code in CODE.findall(prose(source))}
    return [
        f"{source.path}: {code}"
        for code, path in named.items()
        if "/" in path and path.partition("/")[0] in known and not OPEN.search(path)
        if not any(ROOT.glob(path))
    ]


def unknown_verbs(source: Source, verbs: frozenset[str]) -> list[str]:
    """Verbs that the Makefile does not know."""
    spoken = (
        verb
        for code in [*CODE.findall(source.text), *FENCE.findall(source.text)]
        for verb in VERB.findall(code)
    )
    return [f"{source.path}: make {verb}" for verb in spoken if verb not in verbs]


def miscounted(source: Source) -> list[str]:
    """Numbers of cases that nobody could type, since their last digit does not check the others."""
    found = NUMBER.findall(source.text)
    return [f"{source.path}: {number}" for number in found if typed_stem(number) is None]


def makefile_verbs() -> frozenset[str]:
    return frozenset(re.findall(r"^([a-z][a-z0-9-]*):.*## ", read("Makefile").text, re.MULTILINE))


def misshapen(source: Source) -> list[str]:
    """Sections that a decision lacks, or that stand in another order."""
    places = [source.text.find(f"\n{section}\n") for section in SECTIONS]
    is_sound = places == sorted(places) and places[0] > 0
    return [] if is_sound else [f"{source.path}: {' '.join(SECTIONS)}"]


def test_links_lead_somewhere() -> None:
    found = [line for source in documents() for line in dead_links(source)]
    assert not found


def test_a_dead_link_is_caught() -> None:
    text = (
        "[a](rules.md) [b](rules.md#nowhere) [c](adr/) [d](nowhere.md) ![e](images/x.png) [f](https://x.cn)"
    )
    found = dead_links(Source("docs/planted.md", text))
    assert [line.split(": ")[1] for line in found] == ["rules.md#nowhere", "nowhere.md", "images/x.png"]
    assert anchors("# How it *works*: a way\n## 二、办法\n") == {"how-it-works-a-way", "二办法"}


def test_paths_in_the_docs_exist() -> None:
    known = frozenset({*PRODUCT, "docs", "tests"})
    found = [line for source in documents() for line in gone(source, known)]
    assert not found


def test_a_path_that_is_gone_is_caught() -> None:
    text = "`kit/sealed.py` `kit/seals.py` `services/*/store.py` `services/*/shop.py` `kit/<x>/` `not/ours`"
    found = gone(Source("docs/planted.md", text), frozenset({"kit", "services", "cities"}))
    assert found == ["docs/planted.md: kit/seals.py", "docs/planted.md: services/*/shop.py"]


def test_verbs_in_the_docs_exist() -> None:
    found = [line for source in documents() for line in unknown_verbs(source, makefile_verbs())]
    assert not found


def test_an_unknown_verb_is_caught() -> None:
    text = "`make up` and we make do\n```\nmake coffee\n```\n"
    assert unknown_verbs(Source("README.md", text), frozenset({"up"})) == ["README.md: make coffee"]


def test_numbers_that_serve_as_examples_are_numbers() -> None:
    spoken = [path for ending in (".py", ".html", ".json") for path in files(*PRODUCT, ending=ending)]
    found = [line for source in [*documents(), *map(read, spoken)] for line in miscounted(source)]
    assert not found
    assert miscounted(Source("README.md", "384-107-6255, 384-107-6252")) == ["README.md: 384-107-6252"]


def test_every_verb_is_told() -> None:
    told = "".join(read(f"docs/{page}.md").text for page in ("operations", "development"))
    assert not makefile_verbs() - set(VERB.findall(told))


def test_the_glossary_has_every_name_that_people_read() -> None:
    text = read("docs/glossary.md").text
    assert not [name for name in [*STATUS_NAMES.values(), *ROLE_NAMES.values()] if name not in text]


def test_decisions_are_numbered_and_say_what_they_must() -> None:
    found = [read(path) for path in files("docs/adr", ending=".md")]
    numbers = [int(match[1]) for source in found if (match := ADR.fullmatch(source.path))]
    assert numbers == list(range(1, len(found) + 1))
    assert not [line for source in found for line in misshapen(source)]


def test_a_decision_without_its_alternatives_is_caught() -> None:
    whole = "".join(f"\n{section}\n" for section in SECTIONS)
    assert not misshapen(Source("docs/adr/0099-x.md", f"# X\n{whole}"))
    assert misshapen(Source("docs/adr/0099-x.md", f"# X\n{whole.replace(SECTIONS[3], '')}"))
