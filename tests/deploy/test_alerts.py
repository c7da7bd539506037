"""Prometheus itself reads the alerts, and tries each; Alertmanager says who is called."""

import subprocess
from pathlib import Path

import yaml

from deploy.setup.debian import PROMETHEUS
from tests.architecture.alerts import alerts

FOLDER = Path(__file__).parents[2] / "deploy/observability"


def promtool(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROMETHEUS.proof, *words], cwd=FOLDER, capture_output=True, text=True, timeout=120, check=False
    )


def test_prometheus_reads_the_alerts() -> None:
    found = promtool("check", "rules", "alerts.yml")
    assert found.returncode == 0, found.stdout + found.stderr


def test_each_alert_fires_when_it_should_and_only_then() -> None:
    found = promtool("test", "rules", "alerts_test.yml")
    assert found.returncode == 0, found.stdout + found.stderr


def test_an_alert_that_does_not_fire_is_caught(tmp_path: Path) -> None:
    rules = (FOLDER / "alerts.yml").read_text(encoding="utf-8")
    (tmp_path / "alerts.yml").write_text(rules.replace("up == 0", "up == 2"), encoding="utf-8")
    (tmp_path / "trial.yml").write_text((FOLDER / "alerts_test.yml").read_text(encoding="utf-8"), "utf-8")
    found = promtool("test", "rules", str(tmp_path / "trial.yml"))
    assert found.returncode == 1
    assert "ProcessDown" in found.stdout + found.stderr


def test_prometheus_reads_what_it_is_to_scrape() -> None:
    found = promtool("check", "config", "prometheus.yml")
    assert found.returncode == 0, found.stdout + found.stderr


def test_prometheus_reads_what_it_is_to_scrape_in_a_cluster(tmp_path: Path) -> None:
    """But for how pods are found: Debian builds Prometheus without it."""
    told = yaml.safe_load((FOLDER / "prometheus-kubernetes.yml").read_text(encoding="utf-8"))
    told["rule_files"] = [str(FOLDER / name) for name in told["rule_files"]]
    for job in told["scrape_configs"]:
        assert job.pop("kubernetes_sd_configs") == [{"role": "pod", "namespaces": {"names": ["zhicheng"]}}]
    (tmp_path / "prometheus.yml").write_text(yaml.safe_dump(told), encoding="utf-8")
    found = promtool("check", "config", str(tmp_path / "prometheus.yml"))
    assert found.returncode == 0, found.stdout + found.stderr


def amtool(*words: str) -> str:
    """What Alertmanager's own tool says to its shipped configuration."""
    found = subprocess.run(
        ["/usr/bin/amtool", *words], cwd=FOLDER, capture_output=True, text=True, timeout=120, check=False
    )
    assert found.returncode == 0, found.stdout + found.stderr
    return found.stdout.strip()


def test_alertmanager_reads_who_is_called() -> None:
    assert "SUCCESS" in amtool("check-config", "alertmanager.yml")


def test_who_is_called_follows_from_how_urgent_it_is() -> None:
    called = {"page": "pager", "ticket": "tickets"}
    assert {alert["labels"]["severity"] for alert in alerts().values()} == called.keys()
    for severity, receiver in called.items():
        route = ("config", "routes", "test", "--config.file=alertmanager.yml")
        assert amtool(*route, f"severity={severity}") == receiver


def test_only_alerts_that_there_are_silence_and_are_silenced() -> None:
    told = yaml.safe_load((FOLDER / "alertmanager.yml").read_text(encoding="utf-8"))
    named = {
        name
        for rule in told["inhibit_rules"]
        for matcher in (*rule["source_matchers"], *rule["target_matchers"])
        for name in matcher.partition('"')[2].rstrip('"').split("|")
    }
    assert named
    assert named <= alerts().keys()
