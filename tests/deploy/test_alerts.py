"""Prometheus itself reads the alerts, and tries each."""

import subprocess
from pathlib import Path

from deploy.setup.debian import PROMETHEUS

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
