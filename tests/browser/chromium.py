"""Chromium without windows as Debian packages it, on the screens that people have."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, ViewportSize, async_playwright, expect

EXECUTABLE = Path("/usr/bin/chromium-headless-shell")
PATIENCE_SECONDS = 60.0
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


class NoBrowser(Exception):
    """The browser is not installed."""

    def __init__(self) -> None:
        super().__init__(
            f"{EXECUTABLE} is missing. Install the Debian package chromium-headless-shell: "
            "apt-get install --no-install-recommends chromium-headless-shell (`make setup` does)"
        )


@dataclass(frozen=True, kw_only=True)
class Screen:
    """What people look at."""

    name: str
    width: int
    height: int
    is_phone: bool = False

    @property
    def size(self) -> ViewportSize:
        """As a browser is told it."""
        return {"width": self.width, "height": self.height}


PHONE = Screen(name="phone", width=390, height=844, is_phone=True)
SMALL = Screen(name="small phone", width=320, height=568, is_phone=True)  # WCAG 1.4.10: 400 % of a PC
PC = Screen(name="pc", width=1280, height=900)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A browser without windows."""
    if not EXECUTABLE.exists():
        raise NoBrowser
    expect.set_options(timeout=PATIENCE_SECONDS * 1000)  # as whatever else is waited for: see profile
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=EXECUTABLE, args=ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


async def profile(
    browser: Browser, url: str, screen: Screen, *, java_script: bool = True, sharp: bool = False
) -> BrowserContext:
    """Somebody's own cookies and windows."""
    context = await browser.new_context(
        base_url=url,
        viewport=screen.size,
        is_mobile=screen.is_phone,
        has_touch=screen.is_phone,
        device_scale_factor=2 if sharp else 1,
        java_script_enabled=java_script,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE_SECONDS * 1000)
    return context
