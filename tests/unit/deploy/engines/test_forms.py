"""What a cluster and its operators would take: their forms, and who may reach which server."""

import json
import re
import textwrap
from collections.abc import Iterable, Iterator

import kubernetes_validate
import pytest
import yaml

from deploy.containers import cluster
from deploy.containers.cluster_secrets import OURS, SERVERS
from deploy.local.site import CHECKOUT, Site
from tests.unit.deploy.chart.rendering import of_kind, things
from tests.unit.deploy.chart.test_chart import KUBERNETES
from tests.unit.deploy.engines.reading import Thing, applied, leaves, named

OPERATORS = ("postgresql.cnpg.io/", "barmancloud.cnpg.io/", "rabbitmq.com/")
# The fields that we use of operators' own kinds, as their references have them: CloudNativePG 1.30 and its
# plug-in 0.16 (cloudnative-pg.io/docs), cluster operator 2.x and topology operator 1.x (rabbitmq.com).
FORMS = {
    "Cluster": """instances imageName bootstrap.initdb.encoding bootstrap.initdb.localeProvider
        bootstrap.initdb.builtinLocale bootstrap.initdb.database bootstrap.initdb.owner
        postgresql.synchronous.method postgresql.synchronous.number postgresql.synchronous.dataDurability
        postgresql.synchronous.failoverQuorum postgresql.parameters.* affinity.podAntiAffinityType
        affinity.topologyKey resources.requests.* resources.limits.* storage.size walStorage.size
        plugins.name plugins.isWALArchiver plugins.parameters.barmanObjectName""",
    "ObjectStore": """retentionPolicy configuration.destinationPath configuration.endpointURL
        configuration.s3Credentials.accessKeyId.name configuration.s3Credentials.accessKeyId.key
        configuration.s3Credentials.secretAccessKey.name configuration.s3Credentials.secretAccessKey.key
        configuration.wal.compression configuration.data.compression""",
    "ScheduledBackup": """schedule immediate backupOwnerReference cluster.name method
        pluginConfiguration.name""",
    "RabbitmqCluster": """replicas image persistence.storage resources.requests.* resources.limits.*
        affinity.* terminationGracePeriodSeconds rabbitmq.additionalConfig""",
    "User": "rabbitmqClusterReference.name importCredentialsSecret.name",
    "Permission": """rabbitmqClusterReference.name vhost userReference.name permissions.configure
        permissions.write permissions.read""",
}
# A server → how its pods are found; operators' and charts' labels.
PODS = {
    "postgres": {"cnpg.io/cluster": "zhicheng-postgres"},
    "rabbitmq": {"app.kubernetes.io/name": "zhicheng-rabbitmq"},
    "temporal": {
        "app.kubernetes.io/instance": "zhicheng-temporal",
        "app.kubernetes.io/component": "frontend",
    },
    "s3": {"app.kubernetes.io/instance": "zhicheng-seaweedfs", "app.kubernetes.io/component": "s3"},
}
ASKED_BY_KEDA = {"temporal": "temporal", "rabbitmq": "rabbitmq", "postgresql": "postgres"}


def misshapen(made: Iterable[Thing]) -> Iterator[str]:
    """What would be refused, or quietly left out."""
    for one in made:
        name = f"{one['kind']} {one['metadata']['name']}"
        if not one["apiVersion"].startswith(OPERATORS):
            try:
                kubernetes_validate.validate(one, KUBERNETES, strict=True)
            except kubernetes_validate.ValidationError as error:
                yield f"{name}: {error.message}"
            continue
        known = FORMS[one["kind"]].split()
        open_ones = tuple(field.removesuffix("*") for field in known if field.endswith("*"))
        for way, _ in leaves(one["spec"]):
            field = ".".join(way)
            if field not in known and not (open_ones and field.startswith(open_ones)):
                yield f"{name}: {field} is unknown"


def test_a_cluster_and_its_operators_take_it() -> None:
    assert list(misshapen(applied())) == []


def test_what_they_do_not_take_is_caught() -> None:
    planted: list[Thing] = json.loads(json.dumps(applied()))
    first = {one["kind"]: one for one in reversed(planted)}
    first["Cluster"]["spec"]["postgresql"]["synchronous"]["nodes"] = 1
    first["RabbitmqCluster"]["spec"]["replica"] = 3
    first["NetworkPolicy"]["spec"]["podSelectors"] = {}

    found = list(misshapen(planted))
    assert found[0] == "Cluster zhicheng-postgres: postgresql.synchronous.nodes is unknown"
    assert found[1] == "RabbitmqCluster zhicheng-rabbitmq: replica is unknown"
    assert found[2].startswith("NetworkPolicy each-other: Additional properties are not allowed")
    assert len(found) == 3


def test_a_restore_reads_what_was_archived_and_writes_an_archive_of_its_own() -> None:
    page = (CHECKOUT / "docs/kubernetes.md").read_text(encoding="utf-8")
    [block] = re.findall(r"```yaml\n( +bootstrap: \{recovery.*?)```", page, re.DOTALL)
    said = yaml.safe_load(textwrap.dedent(block))
    [before], [plugin] = said["externalClusters"], said["plugins"]
    [archives] = named("Cluster", "zhicheng-postgres")["spec"]["plugins"]

    assert said["bootstrap"]["recovery"]["source"] == before["name"]
    assert before["plugin"]["name"] == plugin["name"] == archives["name"]
    read, written = before["plugin"]["parameters"], plugin["parameters"]
    assert (
        read["barmanObjectName"] == written["barmanObjectName"] == archives["parameters"]["barmanObjectName"]
    )
    assert read["serverName"] == "zhicheng-postgres" != written["serverName"]


def let_in(policies: Iterable[Thing], namespace: str) -> set[tuple[str, int]]:
    """Which servers' ports a namespace reaches."""
    found = set()
    for policy in policies:
        chosen = policy["spec"]["podSelector"].get("matchLabels")
        servers = [server for server, labels in PODS.items() if labels == chosen]
        for rule in policy["spec"]["ingress"]:
            if {"namespaceSelector": selected(namespace)} in rule["from"]:
                found |= {(server, one["port"]) for server in servers for one in rule["ports"]}
    return found


def selected(namespace: str) -> Thing:
    return {"matchLabels": {"kubernetes.io/metadata.name": namespace}}


def policies() -> list[Thing]:
    return [one for one in applied() if one["kind"] == "NetworkPolicy"]


def doors(*servers: str) -> set[tuple[str, int]]:
    """The one port of each at which it is asked."""
    return {(server, cluster.Cluster().of(server)) for server in servers}


def test_our_processes_reach_one_port_of_each_server(tmp_path_factory: pytest.TempPathFactory) -> None:
    site = Site.open(tmp_path_factory.mktemp("cluster"), cluster.Cluster())
    reached = {server for one in cluster.placed(site).values() for server in one.reaches}
    assert reached == PODS.keys()
    assert let_in(policies(), OURS) == doors(*reached)


def test_keda_reaches_what_it_asks() -> None:
    asked = {
        ASKED_BY_KEDA[trigger["type"]]
        for one in of_kind("ScaledObject", things()).values()
        for trigger in one["spec"]["triggers"]
        if trigger["type"] in ASKED_BY_KEDA
    }
    assert asked
    assert let_in(policies(), "keda") >= doors(*asked)
    assert let_in(policies(), "keda") <= doors(*ASKED_BY_KEDA.values())


def test_everybody_else_is_kept_out() -> None:
    everyone = next(one for one in policies() if one["metadata"]["name"] == "each-other")
    assert everyone["spec"] == {
        "podSelector": {},
        "policyTypes": ["Ingress"],
        "ingress": [{"from": [{"podSelector": {}}]}],
    }
    spaces = {
        value
        for policy in policies()
        for way, value in leaves(policy["spec"])
        if way[-2:] == ("matchLabels", "kubernetes.io/metadata.name")
    }
    assert spaces == {OURS, "keda", "cnpg-system", "rabbitmq-system", "monitoring"}
    assert let_in(policies(), "monitoring") == set()


def test_our_own_policies_find_the_servers() -> None:
    """The chart lets processes out to the namespace in which these files put the servers."""
    spaces = {one["metadata"]["name"]: one for one in applied() if one["kind"] == "Namespace"}
    assert spaces.keys() == {OURS, SERVERS}
    assert spaces[OURS]["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    egress = {
        value
        for policy in of_kind("NetworkPolicy", things()).values()
        for rule in policy["spec"].get("egress", ())
        for way, value in leaves(rule.get("to", ()))
        if way[-1] == "kubernetes.io/metadata.name"
    }
    assert egress == {SERVERS, "kube-system"}
