"""What is wrong with a page as it stands: for people who cannot see it, and on this screen."""

from pathlib import Path
from typing import Any

from playwright.async_api import Page

from tests.browser.chromium import Screen

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
STANDARDS = ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa")
GRAVE = frozenset({"serious", "critical"})
COLOURS = ("color-contrast", "link-in-text-block")  # take four times as long as all the others together
SEEN: dict[str, set[str]] = {}  # places whose colours were in order, by screen

# Text that sticks out of the box it stands in, or out of the screen, unless the box scrolls.
SPILLED = """
(width) => {
  const isHidden = (box) => {
    for (let up = box; up; up = up.parentElement) if (up.getBoundingClientRect().width <= 1) return true;
    return box.closest("[hidden], .zc-scroll, script, option") !== null;
  };
  const boxOf = (text) => {
    let box = text.parentElement;
    while (getComputedStyle(box).display.startsWith("inline")) box = box.parentElement;
    return box;
  };
  const found = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (!text.textContent.trim() || isHidden(text.parentElement)) continue;
    const end = Math.min(boxOf(text).getBoundingClientRect().right, width) + 1;
    // Blanks may hang over the end of a line, and so may the blank half of a sign that closes.
    for (const word of text.textContent.matchAll(/\\S*[^\\s）】》」』”，。、；：]/g)) {
      const range = document.createRange();
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      if (range.getBoundingClientRect().right > end) found.add(word[0].slice(0, 60));
    }
  }
  return [...found];
}
"""


# Where text stands, each kind of place once: the elements around it with what a style sheet may ask of them.
PLACES = """
() => {
  const told = ["class", "style", "type", "disabled", "readonly", "checked", "open", "href"];
  const one = (box) => box.localName + [...box.attributes]
    .filter(({ name }) => told.includes(name) || name.startsWith("aria-"))
    .map(({ name, value }) => ["class", "style", "type", "aria-current"].includes(name) ? name + value : name)
    .sort().join();
  // axe-core judges no single sign, and a link by the text around it.
  const says = (box) => [...box.childNodes].some(
    (node) => node.nodeType === Node.TEXT_NODE && node.data.trim().length > 1);
  const found = new Map();
  for (const box of document.body.querySelectorAll("*")) {
    if (!says(box) && !box.matches("input, select, textarea") || !box.checkVisibility()) continue;
    const place = [says(box.parentElement)];
    for (let up = box; up; up = up.parentElement) place.push(one(up));
    found.set(place.join("<"), box);
  }
  window.zcPlaces = found;
  return [...found.keys()];
}
"""
CONTRAST = """
([fresh, rules]) => axe.run(
  { include: fresh.map((kind) => window.zcPlaces.get(kind)) },
  { runOnly: rules, resultTypes: ["violations"] },
)
"""

BROKEN = """
async () => {
  const found = [];
  for (const picture of document.images) {
    picture.loading = "eager";
    await picture.decode().catch(() => found.push(picture.src.slice(0, 100)));
  }
  return found;
}
"""


async def broken_pictures(page: Page) -> list[str]:
    """Pictures that are not there."""
    sources: list[str] = await page.evaluate(BROKEN)
    return [f"a picture that cannot be shown: {source}" for source in sources]


async def violations(page: Page, screen: Screen) -> list[str]:
    """What axe-core finds that keeps somebody out; colours once for each kind of place on each screen."""
    await _axe(page)
    asked = {
        "runOnly": {"type": "tag", "values": STANDARDS},
        "rules": {rule: {"enabled": False} for rule in COLOURS},
        "resultTypes": ["violations"],
    }
    found = _grave(await page.evaluate("(asked) => axe.run(asked)", asked))
    return found + await _pale(page, SEEN.setdefault(screen.name, set()))


async def _pale(page: Page, seen: set[str]) -> list[str]:
    fresh = set(await page.evaluate(PLACES)) - seen
    if not fresh:
        return []
    found = _grave(await page.evaluate(CONTRAST, [sorted(fresh), COLOURS]))
    if not found:
        seen |= fresh
    return found


async def _axe(page: Page) -> None:
    if not await page.evaluate("'axe' in window"):
        # Through the debugger, which the page's own policy does not stop.
        await page.evaluate(AXE.read_text(encoding="utf-8"))


def _grave(answer: dict[str, Any]) -> list[str]:
    return [
        f"{found['impact']} {found['id']}: {node['html'][:200]}"
        for found in answer["violations"]
        if found["impact"] in GRAVE
        for node in found["nodes"]
    ]


async def spills(page: Page, screen: Screen) -> list[str]:
    """What is wider than the screen or than its own box."""
    width = await page.evaluate("document.documentElement.scrollWidth")
    texts: list[str] = await page.evaluate(SPILLED, screen.width)
    found = [f"sticks out of its box: {text}" for text in texts]
    if width > screen.width:
        found.append(f"the page is {width} wide, the screen {screen.width}")
    return found
