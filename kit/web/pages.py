"""Pages: `render` shows a template, `redirect` answers a POST, `error` says what to do."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from jinja2 import Environment, Template
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.types import Receive, Scope, Send

from kit.db import without_connection
from kit.errors import Fault
from kit.kept import KeptForms
from kit.standstill import Standstill, Standstills
from kit.web import templating
from kit.web.forms import Action, Form
from kit.web.refill import announced, refilled
from kit.web.site import SITE, VISITOR, Site, load

__all__ = ["Action", "Form", "environment", "error", "redirect", "render", "setup", "stands_still"]


SHORT = 20  # letters; the rest of a form is quickly typed again, or was never typed


def setup(app: FastAPI, template_folders: Sequence[Path] = (), *, site: Path = SITE) -> None:
    """Give an app its pages; a folder without templates is fine."""
    app.state.site = load(site)
    app.state.pages = environment(template_folders)


def environment(template_folders: Sequence[Path] = ()) -> Environment:
    """The environment that `render` uses, for whoever wants to check templates without an app."""
    return templating.environment(template_folders)


class Page(HTMLResponse):
    """A page that is made when it is sent: the route has given its connection back by then."""

    def __init__(
        self, template: Template, values: Mapping[str, Any], status: int, headers: Mapping[str, str] | None
    ) -> None:
        super().__init__("", status, headers)
        self._template, self._values = template, values
        self._request: Request = values["request"]

    def text(self) -> str:
        """What is sent."""
        return self._template.render(self._values)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Make it and send it."""
        without_connection("making a page")
        self.body = self.render(await self._with_kept(self.text()))
        self.headers["content-length"] = str(len(self.body))
        await super().__call__(scope, receive, send)

    async def _with_kept(self, page: str) -> str:
        """The page, with what was typed here before the session ended."""
        keeper: KeptForms | None = getattr(self._request.app.state, "kept", None)
        kept = await keeper.of_page(self._request) if keeper and self.status_code == HTTPStatus.OK else None
        if kept is None:
            return page
        page, is_filled = refilled(page, self._request.url.path, kept.target, kept.fields)
        told = {
            "is_filled": is_filled,
            "has_files": kept.has_files,
            "texts": [value for _, value in kept.fields if len(value) > SHORT],
        }
        template = self._request.app.state.pages.get_template("layouts/kept.html")
        return announced(page, template.render(told))


def render(
    request: Request,
    template: str,
    *,
    status: int | None = None,
    **values: Any,
) -> Page:
    """A page in the one look; `form=Form(values, faults)` fills fields and the error summary.

    One that was refused gives its status and headers, too.
    """
    pages: Environment = request.app.state.pages
    form: Form = values.setdefault("form", Form())
    values.setdefault("faults", form.faults)
    made_of = pages.get_template(template), _frame(request) | values
    refusal = form.refusal
    if refusal is None:
        return Page(*made_of, status or HTTPStatus.OK, None)
    return Page(*made_of, status or refusal.status, refusal.headers)


def redirect(url: str) -> RedirectResponse:
    """The answer to a POST: go and look."""
    return RedirectResponse(url, status_code=303)


def error(
    request: Request,
    status: int,
    message: str = "",
    *,
    faults: Sequence[Fault] = (),
    reference: str = "",
    way_back: str = "",
    onward: tuple[str, str] | None = None,
) -> Page:
    """What happened and what to do; `reference` is the number to tell on the telephone.

    `way_back` is the page from which somebody came, as it is now: Back would show it as it was. `onward` is
    what is to be done first, instead of the usual advice.
    """
    site: Site = request.app.state.site
    return render(
        request,
        "error.html",
        status=status,
        words=site.error(status),
        message=message,
        faults=faults,
        reference=reference,
        way_back=way_back,
        onward=onward,
    )


def stands_still(request: Request, found: Standstill, *, way_back: str, texts: Sequence[str] | None) -> Page:
    """Nothing is changed in this city for now; `texts` is what was typed, none when it was kept."""
    return render(
        request,
        "standstill.html",
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        refused_by=found,
        standstill=None,
        way_back=way_back,
        is_kept=texts is None,
        texts=[text for text in texts or () if len(text) > SHORT],
    )


def _frame(request: Request) -> dict[str, Any]:
    site: Site = request.app.state.site
    session = getattr(request.state, "session", None)
    standstills: Standstills | None = getattr(request.app.state, "standstills", None)
    return {
        "request": request,
        "site": site,
        "session": session,
        "standstill": standstills.of(session.city) if standstills and session else None,
        "navigation": site.links(session.role if session else VISITOR, request.url.path),
    }
