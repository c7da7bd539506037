"""python -m tests.unit.kit.web.gallery FOLDER: photographs every sample, phone and PC, and runs axe on it."""

import mimetypes
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Route, ViewportSize, sync_playwright

from kit.web import assets, pages
from tests.unit.kit.web.samples import SAMPLES, a_request, a_session, an_app

ROOT = Path(__file__).parents[4]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
WIDTHS = {"phone": 390, "pc": 1280}
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; form-action 'self'"
)
ERRORS = (403, 404, 409, 413, 422, 429, 500, 503)


def rendered(name: str) -> str:
    """One sample as the browser gets it."""
    app = an_app()
    if name.isdigit():
        request = a_request(app=app)
        page = pages.error(request, int(name), "该申报已由他人办结。", reference="0b6f2d1e")
        return page.text()
    template, values = SAMPLES[name]
    role = "official" if name == "desk" else "applicant"
    path = "/review" if name == "desk" else "/declarations/1"
    page = pages.render(a_request(path, app=app, session=a_session(role)), template, **values)
    return page.text()


def answer(route: Route) -> None:
    """The samples and the static files, without any server."""
    path = urlsplit(route.request.url).path
    if path.startswith(assets.AT):
        file = assets.STATIC / assets.named(path.removeprefix(f"{assets.AT}/"))
        kind = mimetypes.guess_type(file.name)[0] or "text/plain"
        route.fulfill(body=file.read_bytes(), content_type=kind)
    else:
        route.fulfill(
            body=rendered(path.strip("/")),
            headers={"content-type": "text/html; charset=utf-8", "content-security-policy": POLICY},
        )


def look(page: Page, name: str, picture: Path) -> list[str]:
    """Open one sample, photograph it, and say what is wrong with it."""
    found: list[str] = []
    page.on("console", lambda told: found.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.route("**/*", answer)
    page.goto(f"http://gallery.test/{name}")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=picture, full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    if wide:
        found.append("wider than the screen")
    # Through the debugger, which the page's own policy does not stop.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for violation in page.evaluate("axe.run()")["violations"]:
        found.extend(f"{violation['id']}: {node['html'][:160]}" for node in violation["nodes"])
    return found


def main(folder: Path, tell: Callable[[str], object]) -> int:
    """Every sample on every width; how many things were found."""
    folder.mkdir(parents=True, exist_ok=True)
    total = 0
    with sync_playwright() as tool:
        browser = tool.chromium.launch(
            executable_path="/usr/bin/chromium-headless-shell",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        for name in [*SAMPLES, *map(str, ERRORS)]:
            for screen, width in WIDTHS.items():
                found = photographed(browser, name, width, folder / f"{name}-{screen}.png")
                total += len(found)
                tell(f"{name} {screen}: {found or 'fine'}\n")
        browser.close()
    return total


def photographed(browser: Browser, name: str, width: int, picture: Path) -> list[str]:
    """One sample in a window of its own."""
    size: ViewportSize = {"width": width, "height": 844}
    page = browser.new_page(viewport=size, locale="zh-CN")
    try:
        return look(page, name, picture)
    finally:
        page.close()


if __name__ == "__main__":
    sys.exit(1 if main(Path(sys.argv[1]), sys.stdout.write) else 0)
