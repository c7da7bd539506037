"""The real Prometheus and the real Alertmanager beside a running stack, told what the shipped files say.

Only two things are different: where the names of containers lead, and how long everybody waits.
"""

import asyncio
import json
import math
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import STDOUT
from typing import Any
from urllib.parse import urlsplit

import httpx2
import yaml
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from deploy.containers.places import METRICS_PORT, TEMPORAL_METRICS_PORT
from deploy.local.site import CHECKOUT, Site
from deploy.local.table import programs
from tests.fixtures.running import listening, serving, url_of

FOLDER = CHECKOUT / "deploy/observability"
PROGRAMS = {
    "prometheus": ("/usr/bin/prometheus", "--storage.tsdb.path=prometheus"),
    "alertmanager": (
        *("/usr/bin/prometheus-alertmanager", "--storage.path=alertmanager"),
        "--cluster.listen-address=",  # there is one of it
    ),
}
SECONDS = "5s"  # instead of half a minute between scrapes, and of minutes that an alert has to last
ADDRESS = "__tmp_address"  # Prometheus sets this prefix apart for those who need a label for a moment
PATIENCE_SECONDS = 60.0
AGAIN_SECONDS = 0.5

Labels = Mapping[str, str]


@dataclass(frozen=True)
class Series:
    """One series of an answer, and its value now."""

    labels: Labels
    value: float


@dataclass(frozen=True)
class Watching:
    """Whoever watches the stack: what may be asked, and what was sent to those who are called."""

    url: str
    called: Mapping[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    async def ask(self, expression: str) -> list[Series]:
        """What the expression gives now; what is no number is nothing."""
        found = (await self._get("query", query=expression))["result"]
        series = [Series(one["metric"], float(one["value"][1])) for one in found]
        return [one for one in series if math.isfinite(one.value)]

    async def targets(self) -> list[dict[str, Any]]:
        """Everybody who is asked, and how that went last."""
        active: list[dict[str, Any]] = (await self._get("targets", state="active"))["activeTargets"]
        return active

    async def alerts(self) -> list[Labels]:
        """What fires now."""
        found = (await self._get("alerts"))["alerts"]
        return [one["labels"] for one in found if one["state"] == "firing"]

    def messages(self, receiver: str, alert: str, status: str) -> list[dict[str, Any]]:
        """What was sent to a receiver of this alert."""
        told = [one for message in self.called[receiver] for one in message["alerts"]]
        return [one for one in told if one["labels"]["alertname"] == alert and one["status"] == status]

    async def _get(self, what: str, **parameters: str) -> Any:
        async with httpx2.AsyncClient(base_url=self.url, trust_env=False, timeout=30) as client:
            answer = (await client.get(f"/api/v1/{what}", params=parameters)).json()
        assert answer["status"] == "success", answer
        return answer["data"]


@asynccontextmanager
async def watching(site: Site, folder: Path) -> AsyncIterator[Watching]:
    """Both servers, until left."""
    async with AsyncExitStack() as opened:
        own = {name: listening() for name in PROGRAMS}
        addresses = {name: urlsplit(url_of(one)).netloc for name, one in own.items()}
        for one in own.values():
            one.close()
        watching, called = Watching(f"http://{addresses['prometheus']}"), listening()
        await opened.enter_async_context(serving(_called(watching), called))
        (folder / "alerts.yml").write_text(faster(_read("alerts.yml")), "utf-8")
        texts = {
            "prometheus": prometheus(site, addresses["alertmanager"]),
            "alertmanager": alertmanager(url_of(called)),
        }
        for name, text in texts.items():
            (folder / f"{name}.yml").write_text(text, "utf-8")
            await opened.enter_async_context(_running(name, folder, addresses[name]))
        yield watching


@asynccontextmanager
async def _running(name: str, folder: Path, address: str) -> AsyncIterator[None]:
    words = (f"--config.file={name}.yml", f"--web.listen-address={address}", *PROGRAMS[name][1:])
    with (folder / f"{name}.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            PROGRAMS[name][0], *words, cwd=folder, stdout=log, stderr=STDOUT
        )
    try:
        async with asyncio.timeout(PATIENCE_SECONDS), httpx2.AsyncClient(trust_env=False) as client:
            while not await _answers(client, f"http://{address}/-/ready"):
                assert process.returncode is None, (folder / f"{name}.log").read_text("utf-8")
                await asyncio.sleep(AGAIN_SECONDS)
        yield
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def _answers(client: httpx2.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).status_code == 200
    except httpx2.HTTPError:
        return False


def _called(watching: Watching) -> Starlette:
    """Those who are called, each at a path of its own."""

    async def take(request: Request) -> Response:
        watching.called[request.path_params["receiver"]].append(json.loads(await request.body()))
        return Response()

    return Starlette(routes=[Route("/{receiver}", take, methods=["POST"])])


def prometheus(site: Site, alertmanager: str) -> str:
    """The shipped configuration; each name leads to where the embedded stack has those processes."""
    told = yaml.safe_load(_read("prometheus.yml"))
    told["global"] = dict.fromkeys(told["global"], SECONDS)
    known = where(site)
    for job in told["scrape_configs"]:
        names = [name for group in job["static_configs"] for name in group["targets"]]
        job["static_configs"] = [
            {"targets": [name], "labels": {ADDRESS: address}} for name in names for address in known[name]
        ]
        leads = {"source_labels": [ADDRESS], "target_label": "__address__"}
        job["relabel_configs"] = [*job["relabel_configs"], leads]
    [alerting] = told["alerting"]["alertmanagers"]
    alerting["static_configs"] = [{"targets": [alertmanager]}]
    return yaml.safe_dump(told)


def alertmanager(url: str) -> str:
    """The shipped configuration; whoever is called is called here."""
    told = yaml.safe_load(_read("alertmanager.yml"))
    told["route"] |= dict.fromkeys(("group_wait", "group_interval"), SECONDS)
    for receiver in told["receivers"]:
        [hook] = receiver["webhook_configs"]
        hook["url"] = f"{url}/{receiver['name']}"
    return yaml.safe_dump(told)


def faster(rules: str) -> str:
    """The same rules; what has to last for minutes or hours lasts for seconds."""
    return re.sub(r"(?m)^(\s+for:) \w+$", rf"\1 {SECONDS}", rules)


def where(site: Site) -> Mapping[str, Sequence[str]]:
    """What the containers' network would know: name and port → the addresses behind it."""
    found: dict[str, list[str]] = defaultdict(list)
    for process in programs(site):
        prefix = process.name.partition(".")[0].upper()
        for port, name in {METRICS_PORT: "METRICS", TEMPORAL_METRICS_PORT: "TEMPORAL_METRICS"}.items():
            if own := process.environment.get(f"{prefix}_{name}_PORT"):
                found[f"{process.kind}:{port}"].append(f"127.0.0.1:{own}")
    return found


def _read(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")


def names(alerts: Iterable[Labels]) -> set[str]:
    """What fires, by name."""
    return {one["alertname"] for one in alerts}
