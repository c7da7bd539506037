"""Temporal: the development server with a database file, its web interface and our search attributes."""

import subprocess

from deploy.local import readiness
from deploy.local.ports import HOST
from deploy.local.process import Process
from deploy.local.site import Site
from deploy.local.surroundings import surroundings

NAMESPACE = "zhicheng"
RETENTION = "90d"
SEARCH_ATTRIBUTES = {
    "City": "Keyword",
    "Plan": "Keyword",
    "Stage": "Keyword",
    "Status": "Keyword",
    "WhoseTurn": "Keyword",
    "Round": "Int",
    "Since": "Datetime",
    "Due": "Datetime",
}
# What our workflows count on, wherever the server runs.
ANYWHERE = {
    # One city's last night must not starve another.
    "matching.enableFairness": "true",
    # A case whose history cannot be replayed is marked (`TemporalReportedProblems`) at its second failure.
    "system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute": "2",
}
# Lets the demo and the tests move one workflow's clock forward. Off wherever cases are real.
DYNAMIC_CONFIG = {**ANYWHERE, "frontend.WorkflowTimeSkippingEnabled": "true"}


def prepare(site: Site) -> None:
    """Make the folder of the database file."""
    site.folder("temporal")


def process(site: Site) -> Process:
    """Describe the server.

    `synchronous=full` writes every commit through to the disk. With `normal` the engine is faster by two
    thirds, and a power cut may take its last commits: a fact that a service believes delivered would be
    forgotten, and nothing would send it again. PostgreSQL, the broker and the object store write through as
    well, so all that was acknowledged survives together. A stack for tests is never asked to survive more
    than kill -9, and `normal` survives that.
    """
    home = site.folder("temporal")
    pragmas = {"journal_mode": "wal", "synchronous": "full" if site.durable else "normal"}
    return Process(
        name="temporal",
        group="servers",
        command=(
            *(str(site.programs / "temporal"), "server", "start-dev", "--log-level", "warn"),
            *("--db-filename", str(home / "temporal.db"), "--namespace", NAMESPACE),
            *("--ip", HOST, "--ui-ip", HOST, "--ui-disable-news-fetch"),
            *_ports(site),
            *("--ui-codec-endpoint", site.ports.url("codec")),
            *_pairs("--sqlite-pragma", pragmas),
            *_pairs("--search-attribute", SEARCH_ATTRIBUTES),
            *_pairs("--dynamic-config-value", DYNAMIC_CONFIG),
        ),
        folder=home,
        ready=readiness.http(f"{site.ports.url('temporal-http')}/api/v1/namespaces/{NAMESPACE}"),
        environment={**surroundings(site, "temporal"), "GOMEMLIMIT": "300MiB", "GOGC": "50"},
    )


def bootstrap(site: Site) -> None:
    """Keep finished cases readable in the web interface for longer than the default day."""
    subprocess.run(
        [
            *(str(site.programs / "temporal"), "operator", "namespace", "update"),
            *("--namespace", NAMESPACE, "--retention", RETENTION),
            *("--address", site.ports.address("temporal")),
        ],
        env=surroundings(site, "temporal"),
        check=True,
        capture_output=True,
    )


def _ports(site: Site) -> tuple[str, ...]:
    options = {
        "--port": "temporal",
        "--ui-port": "temporal-ui",
        "--http-port": "temporal-http",
        "--metrics-port": "temporal-metrics",
    }
    return tuple(word for option, name in options.items() for word in (option, str(site.ports.of(name))))


def _pairs(option: str, values: dict[str, str]) -> tuple[str, ...]:
    return tuple(word for key, value in values.items() for word in (option, f"{key}={value}"))
