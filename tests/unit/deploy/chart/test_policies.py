"""What a pod of the chart may do, and who may talk to whom.

Kubernetes' pod security standard `restricted`, and what else a careful operator asks for.
"""

import ast
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from deploy.containers import cluster
from deploy.containers.places import Hosts
from deploy.local.environment import WORKFLOWS
from deploy.local.ports import Ports
from deploy.local.services import SERVICES
from deploy.local.site import Site
from tests.architecture.tree import python, read
from tests.unit.deploy.chart.rendering import (
    SIZES,
    Thing,
    containers,
    copied,
    of_kind,
    pods,
    rendered,
    things,
)

NAMES = 53  # the port at which names are asked for: by everybody
MAY_BE_ADDED = {"NET_BIND_SERVICE"}
VOLUMES = {"configMap", "emptyDir", "persistentVolumeClaim", "projected", "secret"}


def unsafe(made: Iterable[Thing]) -> Iterator[str]:
    """What a pod may do or lacks that it must not or must have."""
    for name, pod in pods(tuple(made)):
        spec = pod["spec"]
        own = spec.get("securityContext", {})
        is_sound = {
            "runs as root": own.get("runAsNonRoot") is True and own.get("runAsUser", 0) > 0,
            "calls the kernel as it likes": own.get("seccompProfile") == {"type": "RuntimeDefault"},
            "has a key of the cluster": spec.get("automountServiceAccountToken") is False,
            "reads settings out of services' names": spec.get("enableServiceLinks") is False,
            "shares with its host": not {"hostNetwork", "hostPID", "hostIPC"} & spec.keys(),
            "has a volume of its host": all({*one} - {"name"} <= VOLUMES for one in spec.get("volumes", ())),
            "writes secrets to a disk": all(
                one["emptyDir"].get("medium") == "Memory" and one["emptyDir"].get("sizeLimit")
                for one in spec.get("volumes", ())
                if "emptyDir" in one
            ),
            "is killed while it works": spec.get("restartPolicy") == "Never"
            or spec.get("terminationGracePeriodSeconds", 0) >= 5,
        }
        yield from (f"{name}: {what}" for what, sound in is_sound.items() if not sound)
        for container in containers(pod):
            yield from (f"{name}: {what}" for what in _unsafe(container))


def _unsafe(container: Thing) -> Iterator[str]:
    own = container.get("securityContext", {})
    rights = own.get("capabilities", {})
    asked, most = (container.get("resources", {}).get(kind, {}) for kind in ("requests", "limits"))
    is_sound = {
        "may get more rights": own.get("allowPrivilegeEscalation") is False and not own.get("privileged"),
        "has rights of an administrator": rights.get("drop") == ["ALL"]
        and {*rights.get("add", ())} <= MAY_BE_ADDED,
        "writes to its image": own.get("readOnlyRootFilesystem") is True,
        "asks for nothing": {"cpu", "memory"} <= asked.keys(),
        "has no bound": "memory" in most,
        "comes from a moving name": ":" in container["image"].rpartition("/")[2]
        and not container["image"].endswith(":latest"),
        "has a secret in its settings": all("value" in one for one in container.get("env", ())),
        "has ports of an administrator": all(
            one["containerPort"] > 1024 for one in container.get("ports", ())
        ),
    }
    yield from (what for what, sound in is_sound.items() if not sound)


def test_pods_with_a_volume_of_cities_are_restricted() -> None:
    made = rendered("--set", "cities.claim=cities,cities.calendar=years")
    assert list(unsafe(made)) == []
    for name, pod in pods(made):
        for container in containers(pod):
            mounts = {one["name"]: one.get("readOnly", False) for one in container["volumeMounts"]}
            assert mounts.get("cities", True) == (name != "command"), name
            assert mounts.get("claim") in ({False} if name == "cities" else {None})


@pytest.mark.parametrize("size", SIZES)
def test_pods_are_restricted(size: str) -> None:
    assert list(unsafe(things(size))) == []


def test_what_a_pod_must_not_is_caught() -> None:
    made = copied(things())
    spec = of_kind("Deployment", made)["review-api"]["spec"]["template"]["spec"]
    spec["securityContext"]["runAsUser"] = 0
    spec["hostNetwork"] = True
    spec["volumes"] += [{"name": "host", "hostPath": {"path": "/"}}, {"name": "disk", "emptyDir": {}}]
    [container] = spec["containers"]
    container["securityContext"] = {
        "privileged": True,
        "capabilities": {"drop": ["ALL"], "add": ["SYS_ADMIN"]},
    }
    container["image"] = "registry.example/zhicheng"
    container["resources"] = {}

    assert [one.partition(": ")[2] for one in unsafe(made)] == [
        "runs as root",
        "shares with its host",
        "has a volume of its host",
        "writes secrets to a disk",
        "may get more rights",
        "has rights of an administrator",
        "writes to its image",
        "asks for nothing",
        "has no bound",
        "comes from a moving name",
    ]


def unwatched(made: tuple[Thing, ...]) -> Iterator[str]:
    """Deployments that are not looked after: probes, spread, a budget of disruption."""
    budgets = [
        one["spec"]["selector"]["matchLabels"] for one in of_kind("PodDisruptionBudget", made).values()
    ]
    for name, one in of_kind("Deployment", made).items():
        if name == "command":  # nobody is there, mostly
            continue
        spec = one["spec"]["template"]["spec"]
        [container] = spec["containers"]
        is_sound = {
            "no probes": {"startupProbe", "livenessProbe"} <= container.keys(),
            "is sent requests before it is ready": "readinessProbe" in container
            or not {"api", "gateway"} & {name, name.rpartition("-")[2]},
            "asks for less while nobody looks": "timeoutSeconds" in container["startupProbe"]
            or "tcpSocket" in container["startupProbe"],
            "no spread": {each["topologyKey"] for each in spec.get("topologySpreadConstraints", ())}
            == {"kubernetes.io/hostname", "topology.kubernetes.io/zone"},
            "no budget": one["spec"]["selector"]["matchLabels"] in budgets,
            "goes before its like has come": one["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0,
            "is sent requests while it goes": "http" not in {one["name"] for one in container["ports"]}
            or "preStop" in container["lifecycle"],
        }
        yield from (f"{name}: {what}" for what, sound in is_sound.items() if not sound)


@pytest.mark.parametrize("size", SIZES)
def test_deployments_are_looked_after(size: str) -> None:
    assert list(unwatched(things(size))) == []


def test_a_deployment_that_nobody_looks_after_is_caught() -> None:
    made = copied(things())
    spec = of_kind("Deployment", made)["review-api"]["spec"]["template"]["spec"]
    del spec["topologySpreadConstraints"]
    del spec["containers"][0]["livenessProbe"]
    kept = [
        one for one in made if (one["kind"], one["metadata"]["name"]) != ("PodDisruptionBudget", "review-api")
    ]

    assert list(unwatched(tuple(kept))) == [
        "review-api: no probes",
        "review-api: no spread",
        "review-api: no budget",
    ]


def test_a_database_that_is_away_restarts_nobody() -> None:
    for name, one in of_kind("Deployment", things()).items():
        [container] = one["spec"]["template"]["spec"]["containers"]
        probe = container.get("livenessProbe", {})
        if name.endswith("-api"):
            assert probe["httpGet"]["path"] == "/health/live"
            assert container["readinessProbe"]["httpGet"]["path"] == "/health/ready"


def test_migrations_come_first_one_at_a_time() -> None:
    jobs, ways = of_kind("Job", things()), of_kind("NetworkPolicy", things())
    before = {
        name for name, job in jobs.items() if "pre-upgrade" in job["metadata"]["annotations"]["helm.sh/hook"]
    }
    assert before == {"buckets", "temporal-namespace", *(f"{service}-migrate" for service in SERVICES)}
    for name in before:  # a way that came with the release would come after it
        way, job = (one["metadata"]["annotations"] for one in (ways[name], jobs[name]))
        assert way["helm.sh/hook"] == job["helm.sh/hook"]
        assert int(way["helm.sh/hook-weight"]) < int(job["helm.sh/hook-weight"])
    for service in SERVICES:
        job = jobs[f"{service}-migrate"]
        assert job["metadata"]["annotations"]["helm.sh/hook"] == "pre-install,pre-upgrade"
        assert (job["spec"]["parallelism"], job["spec"]["podReplacementPolicy"]) == (1, "Failed")
        assert job["spec"]["backoffLimit"] > 0
    assert "DBMATE_MIGRATION_LOCK" in read("kit/process.py").text
    assert jobs[f"{WORKFLOWS}-promote"]["metadata"]["annotations"]["helm.sh/hook"].startswith("post-install")


def reached(made: tuple[Thing, ...], name: str) -> set[int]:
    """The servers' ports to which a pod of this name has a way."""
    policy = of_kind("NetworkPolicy", made)[name]["spec"]
    assert policy["policyTypes"] == ["Ingress", "Egress"]
    assert policy["podSelector"]["matchLabels"]["app.kubernetes.io/name"] == name
    return {port["port"] for rule in policy.get("egress", ()) for port in rule["ports"]} - {NAMES}


def test_nobody_talks_to_anybody_unless_it_is_said() -> None:
    policies = of_kind("NetworkPolicy", things())
    assert policies["nobody"]["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    running = {name for name, _ in pods(things())}
    assert policies.keys() == running | {"nobody", "names"}


def test_ways_are_those_of_the_table(tmp_path_factory: pytest.TempPathFactory) -> None:
    site = Site.open(tmp_path_factory.mktemp("cluster"), cluster.Cluster())
    ports = {name: Hosts().of(name) for name in cluster.SERVERS}
    for name, process in cluster.placed(site).items():
        meant = {ports[server] for server in process.reaches} | ({443} if process.asks_outside else set())
        assert reached(things(), name.replace(".", "-")) == meant, name
    assert reached(things(), "buckets") == {ports["s3"]}
    assert reached(things(), "temporal-namespace") == {ports["temporal"]}


def test_ways_are_those_of_the_code() -> None:
    """What a role's own function opens: the broker by a listener or by the end of sessions, and Temporal."""
    known = json.loads(read("deploy/chart/files/processes.json").text)
    for service in SERVICES:
        source = read(f"services/{service}/__main__.py")
        for role in ("api", "worker"):
            [node] = (
                one for one in source.tree.body if isinstance(one, ast.AsyncFunctionDef) and one.name == role
            )
            text, reaches = ast.unparse(node), known[f"{service}.{role}"]["reaches"]
            assert ("temporal" in text) == ("temporal" in reaches), f"{service}.{role}"
            assert bool(re.search(r"\b(consume|serve|sms_centre)\(", text)) == ("rabbitmq" in reaches), (
                f"{service}.{role}"
            )


def test_whoever_is_traced_reaches_the_collector_and_nobody_else_does() -> None:
    made = rendered("--set", "traces.url=http://collector.monitoring:4318/v1/traces")
    staying = {*of_kind("Deployment", made)} - {"gateway", "command"}
    for name, _ in pods(made):
        assert (4318 in reached(made, name)) == (name in staying), name
        assert 4318 not in reached(things(), name)
    [container] = containers(of_kind("Deployment", made)["review-relay"]["spec"]["template"])
    told = {one["name"]: one["value"] for one in container["env"]}
    assert told["REVIEW_TRACES_URL"] == "http://collector.monitoring:4318/v1/traces"


def test_only_the_gateway_is_open_to_everybody_and_only_apis_to_it() -> None:
    policies = of_kind("NetworkPolicy", things())
    open_ones = {
        name
        for name, one in policies.items()
        if any("from" not in each for each in one["spec"].get("ingress", ()))
    }
    apis = {f"{service}-api" for service in SERVICES}

    assert open_ones == {"gateway"}
    for name, one in policies.items():
        asked = {port["port"] for each in one["spec"].get("ingress", ()) for port in each["ports"]}
        assert ("http" in asked) == (name in apis | {"gateway"})
        assert (
            asked <= {"http", "https"}
            if name == "gateway"
            else asked <= {"http", "metrics", "temporal-metrics"}
        )
    watched = {name for name, one in policies.items() if "metrics" in str(one["spec"].get("ingress"))}
    assert watched == {*of_kind("Deployment", things())} - {"gateway", "command"}
    for name, pod in pods(things()):
        is_api = pod["metadata"]["labels"].get("zhicheng/role") == "api"
        assert is_api == (name in apis)


def test_who_asks_the_world_is_whose_code_does() -> None:
    asking = {
        one.path.split("/")[1]
        for one in python("services")
        if "kit.outside" in {*_imported(one.names.values())}
    }
    assert asking == {*cluster.ASKS_OUTSIDE}


def test_the_command_line_reaches_whom_the_processes_reach(tmp_path: Path) -> None:
    """What is done after a restore asks the payment channel, too."""
    asked = {
        port
        for process in cluster.placed(Site.open(tmp_path, Hosts())).values()
        for port in reached(things(), f"{process.program}-{process.role}")
    }
    assert reached(things(), "command") == asked


def unanswered(made: tuple[Thing, ...]) -> Iterator[str]:
    """Jobs before a release that are let out to a server, and cannot ask where it is.

    Of the first installation they run before there is anything but what is a step before it as well.
    """
    policies = of_kind("NetworkPolicy", made).values()
    everybody = of_kind("NetworkPolicy", made)["names"]["spec"]["egress"]
    for policy in policies:
        if "helm.sh/hook" in policy["metadata"].get("annotations", {}):
            rules = policy["spec"].get("egress", [])
            if rules and not all(rule in rules for rule in everybody):
                yield policy["metadata"]["name"]


def test_what_runs_before_the_first_release_finds_its_servers() -> None:
    assert list(unanswered(things())) == []
    before = {
        name
        for name, one in of_kind("Job", things()).items()
        if one["metadata"]["annotations"]["helm.sh/hook"].startswith("pre-install")
    }
    policies = of_kind("NetworkPolicy", things())
    assert before
    assert all("pre-install" in policies[name]["metadata"]["annotations"]["helm.sh/hook"] for name in before)


def test_one_that_does_not_find_them_is_caught() -> None:
    made = copied(things())
    rules = of_kind("NetworkPolicy", made)["review-migrate"]["spec"]["egress"]
    rules[:] = [rule for rule in rules if rule["ports"][0]["port"] != NAMES]
    assert list(unanswered(made)) == ["review-migrate"]


def _imported(names: Iterable[str]) -> Iterator[str]:
    yield from (".".join(name.split(".")[:2]) for name in names)


def test_no_secret_is_in_the_chart() -> None:
    for size in SIZES:
        assert not of_kind("Secret", things(size))
    assert Ports(26000).address("postgres") not in read("deploy/chart/values.yaml").text
