"""The servers in a cluster are set as everywhere else: versions, databases, users, settings, names."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from deploy.containers import capacity, cluster, cluster_secrets, provide
from deploy.containers.capacity import CITY, SIZES
from deploy.local import postgres, rabbitmq, temporal
from deploy.local.services import SERVICES
from deploy.local.site import CHECKOUT, Site
from tests.unit.deploy.chart.test_told import CONTRACT, PUBLIC
from tests.unit.deploy.engines.reading import Thing, applied, compose, leaves, named, values, version

TEMPORALS = 200  # connections, as docs/capacity.md says
OURS = "zhicheng-servers"
# Secrets that neither we nor apply.json make: the operator's own, and CloudNativePG's of a cluster's owner.
MADE_ELSEWHERE = {"zhicheng-backups", "zhicheng-objects-app"}
MEBIBYTES = {"Mi": 1, "Gi": 1024}
WEED = CHECKOUT / ".venv/bin/weed"


def clusters() -> list[Thing]:
    return [one for one in applied() if one["kind"] == "Cluster"]


def sql(store: str) -> Thing:
    found: Thing = values("temporal")["server"]["config"]["persistence"]["datastores"][store]["sql"]
    return found


def test_the_versions_are_those_of_the_compose_file() -> None:
    for one in clusters():
        assert one["spec"]["imageName"] == f"ghcr.io/cloudnative-pg/postgresql:{version('postgres')}"
    broker = named("RabbitmqCluster", "zhicheng-rabbitmq")["spec"]["image"]
    assert broker == f"docker.io/library/rabbitmq:{version('rabbitmq')}"
    tags = {part: values("temporal")[part]["image"]["tag"] for part in ("server", "admintools", "web")}
    assert tags == {
        "server": version("temporal"),
        "admintools": version("temporal-namespace"),
        "web": version("temporal-ui"),
    }
    assert values("seaweedfs")["image"]["tag"] == version("seaweed")


def test_the_engine_of_the_embedded_stack_is_of_the_same_version() -> None:
    line = [str(CHECKOUT / ".venv/bin/temporal"), "--version"]
    said = subprocess.run(line, check=True, capture_output=True, text=True).stdout
    assert f"Server {version('temporal')}, UI {version('temporal-ui')}" in said


def test_servers_are_called_as_the_settings_call_them() -> None:
    assert {one["metadata"]["namespace"] for one in applied() if one["kind"] != "Namespace"} == {OURS}
    hosts = {server: address.partition(".")[0] for server, address in cluster.SERVERS.items()}
    assert hosts["postgres"] == f"{clusters()[0]['metadata']['name']}-rw"
    assert hosts["rabbitmq"] == named("RabbitmqCluster", "zhicheng-rabbitmq")["metadata"]["name"]
    assert sql("default")["connectAddr"] == f"{hosts['postgres']}:5432"
    assert values("seaweedfs")["s3"]["port"] == 8333
    page = (CHECKOUT / "docs/kubernetes.md").read_text(encoding="utf-8")
    for server, part in (("temporal", "frontend"), ("s3", "s3")):
        release = hosts[server].removesuffix(f"-{part}")
        assert f"helm upgrade --install {release} " in page


@pytest.mark.parametrize("size", SIZES[:2], ids=lambda size: size.title)
def test_postgresql_takes_all_connections(size: capacity.Size) -> None:
    spec = named("Cluster", "zhicheng-postgres")["spec"]
    ours = sum(capacity.connections(size, service) for service in SERVICES)
    most = int(spec["postgresql"]["parameters"]["max_connections"])
    assert most > ours + TEMPORALS
    parts = values("temporal")["server"]
    pods = parts["replicaCount"] * len({"frontend", "history", "matching", "worker"} & parts.keys())
    assert pods * (sql("default")["maxConns"] + sql("visibility")["maxConns"]) <= TEMPORALS
    filers = values("seaweedfs")["filer"]
    each = int(filers["extraEnvironmentVars"]["WEED_POSTGRES_CONNECTION_MAX_OPEN"])
    index = named("Cluster", "zhicheng-objects")["spec"]["postgresql"]["parameters"]
    assert filers["replicas"] * each < int(index["max_connections"])


def asked() -> Iterator[tuple[int, Thing]]:
    """How many there are of each part of the servers, and what one asks for."""
    for one in applied():
        if one["kind"] in {"Cluster", "RabbitmqCluster"}:
            spec = one["spec"]
            yield spec.get("instances") or spec["replicas"], spec["resources"]["requests"]
    server, store = values("temporal")["server"], values("seaweedfs")
    for part in ("frontend", "history", "matching", "worker"):
        yield server["replicaCount"], server[part]["resources"]["requests"]
    for part in ("master", "volume", "filer", "s3"):
        yield store[part]["replicas"], store[part]["resources"]["requests"]


def test_three_nodes_of_a_city_bear_servers_and_processes() -> None:
    page = (CHECKOUT / "docs/capacity.md").read_text(encoding="utf-8")
    [found] = re.findall(r"A city is three nodes of (\d+) processors and (\d+) GB for everything", page)
    processors, gigabytes = map(int, found)
    ours = [capacity.wanted(CITY, process) for process in capacity.PROCESSES]
    cpu = sum(many * int(one["cpu"].removesuffix("m")) for many, one in asked())
    memory = sum(many * MEBIBYTES[one["memory"][-2:]] * int(one["memory"][:-2]) for many, one in asked())
    cpu += sum(one.max * one.millicores for one in ours)
    memory += sum(one.max * one.memory for one in ours)

    left = 0.8  # the cluster's own pods, and one of each process more while a release is rolled out
    assert cpu < 3 * processors * 1000 * left
    assert memory * 2**20 < 3 * gigabytes * 10**9 * left


def test_the_host_with_containers_takes_all_connections_as_well() -> None:
    command = " ".join(compose()["postgres"]["command"])
    [most] = re.findall(r"max_connections=(\d+)", command)
    stores, parts, each = 2, 4, 20  # what Temporal's image takes unless told otherwise
    assert int(most) >= len(SERVICES) * postgres.CONNECTIONS + postgres.RESERVED + stores * parts * each


def test_a_commit_is_with_another_node_before_it_is_confirmed() -> None:
    for one in clusters():
        spec = one["spec"]
        assert spec["instances"] == 3
        assert spec["postgresql"]["synchronous"] == {
            "method": "any",
            "number": 1,
            "dataDurability": "required",
            "failoverQuorum": True,
        }
        assert spec["affinity"]["podAntiAffinityType"] == "required"


def test_texts_are_sorted_alike_everywhere() -> None:
    wanted = postgres.LOCALE
    for one in clusters():
        initdb = one["spec"]["bootstrap"]["initdb"]
        assert (initdb["encoding"], initdb["localeProvider"], initdb["builtinLocale"]) == tuple(
            wanted.values()
        )
    said = compose()["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split()
    assert said == [f"--{name}={value}" for name, value in wanted.items()]


def test_each_database_is_archived_and_backed_up_elsewhere() -> None:
    store = named("ObjectStore", "zhicheng-backups")["spec"]["configuration"]
    assert not any(host in store["endpointURL"] for host in cluster.SERVERS.values())
    backed_up = {}
    for one in clusters():
        [plugin] = one["spec"]["plugins"]
        assert plugin["isWALArchiver"]
        assert plugin["parameters"] == {"barmanObjectName": "zhicheng-backups"}
        assert (
            one["spec"]["postgresql"]["parameters"]["archive_timeout"] == "60s"
        )  # docs/operations.md's 5 min
        name = one["metadata"]["name"]
        backed_up[name] = named("ScheduledBackup", name)["spec"]
        assert backed_up[name]["cluster"] == {"name": name}
        assert backed_up[name]["pluginConfiguration"] == {"name": plugin["name"]}
    at = {
        name: [int(word) for word in spec["schedule"].split()[:3]][::-1] for name, spec in backed_up.items()
    }
    assert at["zhicheng-postgres"] < at["zhicheng-objects"]  # ADR 55: databases, then objects


def test_temporals_databases_are_those_that_are_made(tmp_path: Path) -> None:
    assert [sql(store)["databaseName"] for store in ("default", "visibility")] == [
        *provide.TEMPORAL_DATABASES
    ]
    made = "\n".join(provide.databases(Site.open(tmp_path, cluster.Cluster(public_url=PUBLIC))))
    for store in ("default", "visibility"):
        one = sql(store)
        assert f"create database {one['databaseName']} owner {one['user']}" in made
        assert f"create role {one['user']} login" in made
        assert (one["createDatabase"], one["manageSchema"]) == (False, True)
        assert one["pluginName"] == compose()["temporal"]["environment"]["DB"]


def test_temporal_is_set_as_in_the_embedded_stack_but_for_its_clock() -> None:
    server = values("temporal")["server"]
    said = {name: str(one["value"]).lower() for name, [one] in server["dynamicConfig"].items()}
    assert said == temporal.ANYWHERE
    assert server["config"]["namespaces"] == {"create": False}  # a step of our chart's
    assert server["replicaCount"] >= 2
    told = {one["name"]: one["value"] for one in values("temporal")["web"]["additionalEnv"]}
    assert told.items() <= compose()["temporal-ui"]["environment"].items()


def test_the_broker_is_set_as_in_the_embedded_stack_and_bears_the_loss_of_a_node() -> None:
    spec = named("RabbitmqCluster", "zhicheng-rabbitmq")["spec"]
    said = dict(line.split(" = ") for line in spec["rabbitmq"]["additionalConfig"].strip().splitlines())
    assert said == {name: str(value) for name, value in rabbitmq.ANYWHERE.items()}
    assert spec["replicas"] >= 3
    assert spec["replicas"] % 2


def test_nothing_declares_queues_beside_the_processes() -> None:
    """Two who declare one queue with other arguments refuse each other."""
    kinds = {one["kind"] for one in applied() if one["apiVersion"].startswith("rabbitmq.com/")}
    assert kinds == {"RabbitmqCluster", "User", "Permission"}


def test_the_broker_knows_the_user_of_the_processes(tmp_path: Path) -> None:
    user, permission = named("User", rabbitmq.USER)["spec"], named("Permission", rabbitmq.USER)["spec"]
    assert permission["userReference"] == {"name": rabbitmq.USER}
    address = urlsplit(rabbitmq.url(Site.open(tmp_path, cluster.Cluster(public_url=PUBLIC))))
    assert (address.username, address.path) == (rabbitmq.USER, permission["vhost"])
    broker = {"name": named("RabbitmqCluster", "zhicheng-rabbitmq")["metadata"]["name"]}
    assert user["rabbitmqClusterReference"] == permission["rabbitmqClusterReference"] == broker


def test_the_store_keeps_three_copies_of_what_is_written_and_tells_nobody() -> None:
    store = values("seaweedfs")
    shared = store["global"]["seaweedfs"]
    copies = 1 + sum(map(int, shared["replicationPlacement"]))
    assert shared["enableReplication"]
    assert copies == 3 <= store["volume"]["replicas"]
    assert store["master"]["replicas"] % 2
    assert store["master"]["replicas"] > 1
    assert "-telemetry=false" in store["master"]["extraArgs"]
    assert min(store[part]["replicas"] for part in ("filer", "s3")) >= 2
    kept = [store["master"]["data"], *store["volume"]["dataDirs"]]
    assert {one["type"] for one in kept} == {"persistentVolumeClaim"}


def test_buckets_are_made_by_our_chart_alone() -> None:
    assert not [way for way, _ in leaves(values("seaweedfs")) if "createBuckets" in way]


def test_the_filers_know_the_same_at_any_time() -> None:
    filer = values("seaweedfs")["filer"]
    told = filer["extraEnvironmentVars"]
    index = named("Cluster", "zhicheng-objects")
    assert told["WEED_POSTGRES_HOSTNAME"] == f"{index['metadata']['name']}-rw"
    assert told["WEED_POSTGRES_DATABASE"] == index["spec"]["bootstrap"]["initdb"]["database"]
    on = {name for name, value in told.items() if name.endswith("_ENABLED") and value == "true"}
    assert on == {"WEED_POSTGRES_ENABLED"}


def test_the_store_knows_what_its_filers_are_told() -> None:
    scaffold = [str(WEED), "scaffold", "-config=filer"]
    text = subprocess.run(scaffold, check=True, capture_output=True, text=True).stdout
    known = set(
        re.findall(r"^#? ?(\w+) *=", text.partition("[postgres]")[2].partition("\n[")[0], re.MULTILINE)
    )
    filer = values("seaweedfs")["filer"]
    for name in (*filer["extraEnvironmentVars"], *filer["secretExtraEnvironmentVars"]):
        if name.startswith("WEED_POSTGRES_"):
            assert name.removeprefix("WEED_POSTGRES_").lower() in {one.lower() for one in known}, name
    for part in ("master", "s3"):
        line = [str(WEED), part, "-h"]
        said = subprocess.run(line, check=False, capture_output=True, text=True)
        for option in values("seaweedfs")[part]["extraArgs"]:
            assert f"  {option.partition('=')[0]}" in said.stdout + said.stderr, option


def test_every_secret_is_made_by_somebody(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own/payment.env").write_text(CONTRACT)
    cluster_secrets.write(tmp_path, PUBLIC, CITY)
    items: list[Thing] = json.loads((tmp_path / "apply.json").read_text())["items"]
    made = {one["metadata"]["name"]: one["stringData"] for one in items}
    everything = [*leaves([*applied()]), *leaves(values("temporal")), *leaves(values("seaweedfs"))]
    asked = {
        str(value)
        for way, value in everything
        if way[-1] in {"existingSecret", "existingConfigSecret"}
        or way[-2:] in {("importCredentialsSecret", "name"), ("secretKeyRef", "name")}
        or way[-2:] in {("accessKeyId", "name"), ("secretAccessKey", "name")}
    }
    assert asked >= {"zhicheng-temporal-database", "zhicheng-rabbitmq-user", "zhicheng-s3"}
    assert asked - MADE_ELSEWHERE <= made.keys()
    assert "WEED_S3_SSE_KEK" in made["zhicheng-s3"]
    assert sql("default")["secretKey"] in made["zhicheng-temporal-database"]
