"""A real Prometheus that watches a region by the product's own rules, with shorter times."""

import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx
import yaml

from deploy.local.children import Children, Launch
from deploy.local.ports import LOOPBACK, free_port
from deploy.local.server import Server
from deploy.observability.rules import FOLDER, shortened

MISSING: Final = (
    "Prometheus is not installed: 'apt-get install prometheus' brings it and promtool. "
    "Without it nobody has seen the alerts fire."
)

Alert = tuple[str, str]
"""The name of a firing alert and the service that it names."""


def http_ports(services: tuple[str, ...]) -> dict[str, int]:
    """A free port for the health and figures of each service."""
    return {service: free_port() for service in services}


def as_variables(ports: Mapping[str, int]) -> dict[str, str]:
    """The settings that make services serve there."""
    return {f"{service.upper()}_HTTP_PORT": str(port) for service, port in ports.items()}


class Watch:
    """What Prometheus sees."""

    def __init__(self, port: int) -> None:
        self._client = httpx.Client(base_url=f"http://{LOOPBACK}:{port}/api/v1", timeout=10)

    def active(self) -> set[Alert]:
        """The alerts that fire now, or will if things stay as they are."""
        alerts = self._ask("/alerts")["alerts"]
        return {
            (alert["labels"]["alertname"], alert["labels"].get("service", "")) for alert in alerts
        }

    def fired_since(self, moment: float) -> set[Alert]:
        """Every alert that has fired since then (``time.monotonic``)."""
        window = int(time.monotonic() - moment) + 1
        return {
            (found["metric"]["alertname"], found["metric"].get("service", ""))
            for found in self.query(f'max_over_time(ALERTS{{alertstate="firing"}}[{window}s])')
        }

    def query(self, expression: str) -> list[dict[str, Any]]:
        """The series that an expression yields now."""
        found: list[dict[str, Any]] = self._ask("/query", query=expression)["result"]
        return found

    def close(self) -> None:
        self._client.close()

    def _ask(self, path: str, **parameters: str) -> dict[str, Any]:
        answer = self._client.get(path, params=parameters)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()["data"]
        return found


@contextmanager
def watching(region: str, ports: Mapping[str, int], folder: Path) -> Iterator[Watch]:
    """Scrape services every two seconds, and judge by the rules with shortened times, meanwhile."""
    folder.mkdir(parents=True)
    port = free_port()
    _configure(region, ports, folder)
    command = (
        shutil.which("prometheus") or "prometheus",
        f"--config.file={folder / 'prometheus.yml'}",
        f"--storage.tsdb.path={folder / 'series'}",
        f"--web.listen-address={LOOPBACK}:{port}",
    )
    launch = Launch(
        name="Prometheus",
        command=command,
        folder=folder,
        log=folder / "prometheus.log",
        environment={},
    )
    with Children() as children:
        Server(launch, children, ready="Server is ready to receive web requests").start()
        watch = Watch(port)
        try:
            yield watch
        finally:
            watch.close()


def _configure(region: str, ports: Mapping[str, int], folder: Path) -> None:
    """The product's own configuration, with seconds where it says quarters of a minute."""
    configuration = yaml.safe_load((FOLDER / "prometheus.yml").read_text("utf-8"))
    configuration["global"] |= {
        "scrape_interval": "2s",
        "scrape_timeout": "2s",
        "evaluation_interval": "1s",
    }
    (folder / "prometheus.yml").write_text(yaml.safe_dump(configuration))
    (folder / "alerts").mkdir()
    drill = shortened(wait=1 / 600, window=1 / 60)
    (folder / "alerts" / "drill.yaml").write_text(yaml.safe_dump(drill))
    (folder / "targets").mkdir()
    targets = [
        {"targets": [f"{LOOPBACK}:{port}"], "labels": {"service": service, "region": region}}
        for service, port in ports.items()
    ]
    (folder / "targets" / "region.yaml").write_text(yaml.safe_dump(targets))
