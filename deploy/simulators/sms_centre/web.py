"""What was sent, as a page for people and as JSON for tests."""

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader

from deploy.simulators.sms_centre.sent import Sent

TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)


def create(sent: Sent) -> FastAPI:
    """The centre's two addresses."""
    app = FastAPI(title="sms_centre", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/")
    async def page(mobile: str = "") -> HTMLResponse:
        messages = list(reversed(sent.to(mobile)))
        return HTMLResponse(TEMPLATES.get_template("page.html").render(messages=messages, mobile=mobile))

    @app.get("/messages")
    async def messages(mobile: str = "") -> list[dict[str, str]]:
        return [sms.shown() for sms in sent.to(mobile)]

    return app
