"""What is wrong with a page as it stands: for people who cannot see it, and on this screen."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from tests.browser.chromium import Screen

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
STANDARDS = ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa")
GRAVE = frozenset({"serious", "critical"})
# Rules that ask where things stand and what lies behind them take most of the time: they are asked where
# there is something to ask, of the elements that carry these marks.
LAID_OUT = {
    "color-contrast": "[data-zc-fresh]",
    "link-in-text-block": "a[href][data-zc-fresh]",
    "target-size": "[data-zc-near]",
    "scrollable-region-focusable": "*",
}
SEEN: dict[str, set[str]] = {}  # places whose colours were in order, by screen; and parts, on any

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

# Mark what axe-core shall look at closely: places that are new, and targets that may be too small, which are
# those that another one overlaps, or comes near to while one of them is smaller than WCAG 2.5.8 asks.
MARKED = """
(fresh) => {
  for (const mark of ["data-zc-fresh", "data-zc-near"])
    for (const box of document.querySelectorAll(`[${mark}]`)) box.removeAttribute(mark);
  for (const place of fresh) window.zcPlaces.get(place).setAttribute("data-zc-fresh", "");
  const kinds = "a, area, button, input, select, textarea, summary, [tabindex], [role]";
  const targets = [...document.querySelectorAll(kinds)]
    .map((box) => [box, box.getBoundingClientRect()])
    .filter(([, { width, height }]) => width && height);
  const least = 24;
  const reach = ({ left, top, right, bottom, width, height }) => {
    const [x, y] = [Math.max(0, least - width) / 2, Math.max(0, least - height) / 2];
    return [left - x, top - y, right + x, bottom + y];
  };
  const reaches = targets.map(([, rect]) => reach(rect));
  targets.forEach(([box], one) => {
    const [left, top, right, bottom] = reaches[one];
    const isNear = reaches.some((it, other) =>
      other !== one && it[0] < right && it[2] > left && it[1] < bottom && it[3] > top);
    if (isNear) box.setAttribute("data-zc-near", "");
  });
}
"""

# Each part of the page, with what is shown in it and said of it, where the last screen showed something else.
# Nothing is known of a page that was not judged yet.
ALTERED = """
() => {
  const said = (box) => box.localName + [...box.attributes]
    .filter(({ name }) => !name.startsWith("data-zc-")).map(({ name, value }) => `${name}=${value}`).join();
  const shown = (part) => new Map([part, ...part.querySelectorAll("*")]
    .filter((box) => box.checkVisibility({ visibilityProperty: true }))
    .map((box) => [box, said(box)]));
  const last = window.zcShown;
  window.zcShown = [...document.body.children].map(shown);
  return last && window.zcShown.flatMap((now, part) => {
    const was = last[part] ?? new Map();
    const isOld = now.size === was.size && [...now].every(([box, words]) => was.get(box) === words);
    return isOld ? [] : [[part, [...now.values()].join("<")]];
  });
}
"""
JUDGED = """
([parts, runOnly, selectors, off]) => {
  axe.configure({ rules: Object.entries(selectors).map(([id, selector]) => ({ id, selector })) });
  return axe.run(
    parts === null ? document : { include: parts.map((part) => document.body.children[part]) },
    {
      runOnly,
      rules: Object.fromEntries(off.map((rule) => [rule, { enabled: false }])),
      resultTypes: ["violations"],
    },
  );
}
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
    """What axe-core finds that keeps somebody out: colours once for each kind of place on each screen.

    On a further screen only what may differ there is judged again.
    """
    await _axe(page)
    seen = SEEN.setdefault(screen.name, set())
    fresh = set(await page.evaluate(PLACES)) - seen
    await page.evaluate(MARKED, sorted(fresh))
    altered: list[tuple[int, str]] | None = await page.evaluate(ALTERED)
    if altered is None:
        return _kept(fresh, seen, await _judge(page))
    found = _kept(fresh, seen, await _judge(page, rules=[*LAID_OUT]))
    parts = {said: part for part, said in altered if said not in SEEN.setdefault("parts", set())}
    return found + (_kept(set(parts), SEEN["parts"], await _judge(page, [*parts.values()])) if parts else [])


async def _judge(
    page: Page, parts: Sequence[int] | None = None, rules: Sequence[str] | None = None
) -> list[str]:
    """What is wrong with these parts, or the whole page, by these rules, or all."""
    asked = {"type": "tag", "values": STANDARDS} if rules is None else rules
    off = () if parts is None else tuple(LAID_OUT)  # those were asked already
    return _grave(await page.evaluate(JUDGED, [parts, asked, LAID_OUT, off]))


def _kept(judged: set[str], seen: set[str], found: list[str]) -> list[str]:
    """What was found; nothing of what was found in order is judged again."""
    if not found:
        seen |= judged
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
