"""The chart runs what the table of processes runs, and a cluster would take all of it."""

import json
import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import kubernetes_validate
import pytest
import yaml

from deploy.containers import cluster
from deploy.containers.places import (
    GATEWAY_INNER,
    METRICS_PORT,
    PORT,
    TEMPORAL_METRICS_PORT,
    command,
    host,
)
from deploy.local.environment import WORKFLOWS
from deploy.local.gateway import ROUTES
from deploy.local.ports import Ports
from deploy.local.process import Process
from deploy.local.services import SERVICES
from deploy.local.site import CHECKOUT, Site
from deploy.local.table import programs
from tests.unit.deploy.chart.rendering import (
    CHART,
    SIZES,
    YOURS,
    Strict,
    Thing,
    copied,
    given,
    of_kind,
    rendered,
    said,
    things,
)

KUBERNETES = "1.34.0"
PAGES = ("unavailable.html", "status.html")
THEIRS = {"gateway", "command"}  # Deployments that are no process of the table
ONCE = {"buckets", "temporal-namespace", f"{WORKFLOWS}-promote", *(f"{one}-migrate" for one in SERVICES)}


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> tuple[Process, ...]:
    """What runs where cases are real."""
    site = Site.open(tmp_path_factory.mktemp("local"), Ports(26000))
    return tuple(one for one in programs(site) if one.group != "simulators")


def called(process: Process) -> str:
    return host(process).replace(".", "-")


def wrong(made: tuple[Thing, ...], table: Iterable[Process]) -> Iterator[str]:
    """What the chart has otherwise than the table of processes."""
    found, wanted = of_kind("Deployment", made), {called(one): one for one in table}
    jobs = of_kind("Job", made)
    yield from (f"{name} is nobody's" for name in sorted(found.keys() - THEIRS - wanted.keys()))
    yield from (f"{name} is missing" for name in sorted(({*wanted} | THEIRS) - found.keys()))
    yield from (f"{name}: {jobs.keys() & {name} or 'no job'}" for name in sorted(ONCE ^ jobs.keys()))
    for name in sorted(wanted.keys() & found.keys()):
        [container] = found[name]["spec"]["template"]["spec"]["containers"]
        program, _, role = wanted[name].name.partition(".")
        meant = {
            "args": list(command(wanted[name])),
            "probe": ["python", "-m", "kit.probe", program, role],
            "told": [{"secretRef": {"name": f"zhicheng-{program}"}}],
            "port": [*_ports(name, role)],
        }
        said = {
            "args": container["args"],
            "probe": container["startupProbe"]["exec"]["command"],
            "told": container["envFrom"],
            "port": [one["containerPort"] for one in container.get("ports", ())],
        }
        yield from (f"{name}: {what} is {said[what]}" for what in meant if said[what] != meant[what])


@pytest.mark.parametrize("size", SIZES)
def test_the_chart_runs_what_the_table_runs(size: str, table: tuple[Process, ...]) -> None:
    assert list(wrong(things(size), table)) == []


def test_differences_are_caught(table: tuple[Process, ...]) -> None:
    made = [one for one in copied(things()) if one["metadata"]["name"] != "review-relay"]
    found = of_kind("Deployment", tuple(made))
    worker, api = (
        found[name]["spec"]["template"]["spec"]["containers"][0] for name in ("archive-worker", "payment-api")
    )
    worker["args"] = ["services.archive", "api"]
    api["ports"] = []
    made += [{"kind": "Deployment", "metadata": {"name": "fees-api"}}]

    assert list(wrong(tuple(made), table)) == [
        "fees-api is nobody's",
        "review-relay is missing",
        "archive-worker: args is ['services.archive', 'api']",
        "payment-api: port is []",
    ]


def _ports(name: str, role: str) -> Iterator[int]:
    if role in {"api", "codec"}:
        yield PORT
    yield METRICS_PORT
    if role in {"worker", "intake"} or name in {"declaration-api", "operations-api"}:
        yield TEMPORAL_METRICS_PORT


def stale(known: dict[str, str]) -> list[str]:
    """Files of the chart that are not what the code makes of them."""
    return [name for name, text in cluster.files().items() if known.get(name) != text]


def in_the_chart() -> dict[str, str]:
    return {file.name: file.read_text(encoding="utf-8") for file in (CHART / "files").iterdir()}


def test_what_is_made_from_the_code_is_fresh() -> None:
    assert stale(in_the_chart()) == [], "make chart"
    assert in_the_chart().keys() == cluster.files().keys()


def test_a_process_that_is_added_to_the_table_alone_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def more(site: Site) -> tuple[Process, ...]:
        known = programs(site)
        [relay] = (one for one in known if one.name == "review.relay")
        return (*known, Process(**{**vars(relay), "name": "fees.relay"}))

    monkeypatch.setattr(cluster, "programs", more)
    monkeypatch.setattr(cluster, "environment", lambda *_: {"FEES_DATABASE_URL": ""})
    assert stale(in_the_chart()) == ["processes.json"]


def test_a_process_without_a_size_is_refused() -> None:
    with pytest.raises(ValueError, match=r"values have no size for review\.api"):
        rendered("--set", "programs.review.processes.api=null")


@pytest.mark.parametrize(
    ("said_so", "why"),
    [
        ("programs.review.process.api.max=8", "additional properties 'process' not allowed"),
        ("programs.review.processes.api.maximum=8", "additional properties 'maximum' not allowed"),
        ("network.pod=10.0.0.0/8", "additional properties 'pod' not allowed"),
        ("publicUrl=http://zhicheng.example", "does not match pattern"),
        ("image.tag=latest", "'not' failed"),
        ("programs.review.settings.REVIEW_FIELD_KEYS=k1:0", "invalid propertyName"),
    ],
)
def test_what_the_chart_does_not_know_is_refused(said_so: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        rendered("--set", said_so)


def test_what_only_the_operator_knows_is_asked_for_at_once() -> None:
    done = said("template", "zhicheng", str(CHART))
    assert done.returncode
    for name in YOURS:
        assert f"{name}: " in done.stderr
    for name in YOURS:
        with pytest.raises(
            ValueError, match=re.escape(f"say in your values (docs/kubernetes.md, step 5)\n  {name}")
        ):
            rendered("--set", f"{name}=")


def test_the_release_before_goes_on_with_its_cases() -> None:
    """Until the new workflows are the current ones, their cases are dispatched to the version before."""
    made = rendered("--set", "image.tag=v2,image.digest=sha256:0,before=v1")
    found, plain = of_kind("Deployment", made), of_kind("Deployment", things())
    assert found.keys() - plain.keys() == {"workflows-worker-before"}
    now, before = (
        found[name]["spec"]["template"]["spec"]["containers"][0]
        for name in ("workflows-worker", "workflows-worker-before")
    )
    repository = YOURS["image.repository"]
    assert (now["image"], before["image"]) == (f"{repository}:v2@sha256:0", f"{repository}:v1")
    versions = [
        {one["name"]: one.get("value") for one in container["env"]}["WORKFLOWS_BUILD_ID"]
        for container in (now, before)
    ]
    assert versions == ["v2", "v1"]
    assert before["args"] == now["args"]
    assert found["workflows-worker-before"]["spec"]["replicas"] >= 1
    rules = of_kind("NetworkPolicy", made)
    assert rules["workflows-worker-before"]["spec"]["egress"] == rules["workflows-worker"]["spec"]["egress"]
    assert list(refused(made)) == []


def test_what_is_to_be_done_next_is_told() -> None:
    """Helm prints it after an installation."""
    done = said(
        "install", "zhicheng", str(CHART), "--dry-run=client", "--namespace", "zhicheng", *given(SIZES[0])
    )
    notes = done.stdout.partition("NOTES:")[2]
    assert "account create --role admin" in notes
    for kind, name in re.findall(r"\b(deployment|service)[ /]([a-z-]+)\b", notes):
        assert name in of_kind(kind.capitalize(), things()), name


@pytest.mark.parametrize("size", SIZES)
def test_helm_finds_nothing_wrong(size: str) -> None:
    done = said("lint", "--strict", str(CHART), *given(size))
    assert done.returncode == 0, done.stdout


def refused(made: Iterable[Thing]) -> Iterator[str]:
    """What a cluster would not take."""
    for one in made:
        if one["apiVersion"].startswith("keda.sh/"):
            continue  # held against its own form in test_scaling.py
        try:
            kubernetes_validate.validate(one, KUBERNETES, strict=True)
        except kubernetes_validate.ValidationError as error:
            yield f"{one['kind']} {one['metadata']['name']}: {error.message}"


def test_a_cluster_takes_it() -> None:
    assert list(refused(things())) == []


def test_what_a_cluster_refuses_is_caught() -> None:
    made = of_kind("Deployment", copied(things()))["gateway"]
    made["spec"]["replicaz"] = 2
    [found] = refused([made])
    assert "replicaz" in found


def test_the_gateway_leads_to_every_service() -> None:
    text = (CHART / "files/Caddyfile").read_text(encoding="utf-8")
    services, found = of_kind("Service", things()), re.findall(r"name ([\w-]+)\n +port (\d+)", text)

    assert sorted(name for name, _ in found) == sorted(f"{service}-api" for service in SERVICES)
    for name, port in found:
        assert services[name]["spec"]["clusterIP"] == "None"  # the pods', not one for all
        assert [str(one["port"]) for one in services[name]["spec"]["ports"]] == [port]
    for prefix in (prefix for prefixes in ROUTES.values() for prefix in prefixes):
        assert f" {prefix} {prefix}/*" in text


def test_caddy_understands_its_configuration() -> None:
    [gateway] = of_kind("Deployment", things())["gateway"]["spec"]["template"]["spec"]["containers"]
    told = {one["name"]: one["value"] for one in gateway["env"]}
    line = [str(CHECKOUT / ".venv/bin/caddy"), "adapt", "--config", str(CHART / "files/Caddyfile")]
    done = subprocess.run(line, capture_output=True, text=True, check=False, env=told)

    assert done.returncode == 0, done.stderr
    servers = json.loads(done.stdout)["apps"]["http"]["servers"].values()
    # What needs no right of an administrator, and what nobody else reaches.
    listening = sorted(address for server in servers for address in server["listen"])
    assert listening == [GATEWAY_INNER, ":8080", ":8443"]
    assert f'"host":["{told["PUBLIC_HOST"]}"]' in done.stdout
    assert told["PUBLIC_URL"] == f"https://{told['PUBLIC_HOST']}"


def test_the_gateway_is_given_what_its_configuration_names() -> None:
    pod = of_kind("Deployment", things())["gateway"]["spec"]["template"]["spec"]
    mounted = {Path(one["mountPath"]) for one in pod["containers"][0]["volumeMounts"]}

    assert {cluster.CERTIFICATE, *(cluster.PAGES / page for page in PAGES)} <= mounted
    assert of_kind("ConfigMap", things())["gateway"]["data"] == {
        name: in_the_chart()[name] for name in ("Caddyfile", *PAGES)
    }


def test_a_key_that_is_there_twice_is_caught() -> None:
    with pytest.raises(ValueError, match=r"twice: .*part-of"):
        yaml.load("labels:\n  part-of: zhicheng\n  part-of: zhicheng\n", Loader=Strict)  # noqa: S506 - safe
