"""The chart on a real Kubernetes that admits only *restricted* pods: installed, used, changed, and
saved from releases that are no good. In the order of a region's life.
"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Event as Signal
from typing import Any

import pytest

from deploy.chart.values_of import merged
from deploy.cluster.region_on_cluster import RegionOnCluster, is_ready
from deploy.cluster.release import ReleaseTakenBackError
from deploy.images.docker import DockerError
from deploy.local.region import SERVICES
from tests.cluster.plain_sender import PATIENCE, beside, receipts_of, sending, submit
from tests.support.workload import BOROUGHS, a_referral, an_offer

REPLICAS = dict.fromkeys(SERVICES, 2) | {"reporting": 1}
BAD_RELEASE_SECONDS = 60
"""How long Helm waits for a release that will not become ready."""

Pods = dict[str, dict[str, Any]]


def ready_pods(region: RegionOnCluster) -> Pods:
    return {pod["metadata"]["uid"]: pod for pod in region.pods() if is_ready(pod)}


def name_of(pod: dict[str, Any]) -> str:
    return str(pod["metadata"]["labels"]["app.kubernetes.io/name"])


@contextmanager
def never_fewer(region: RegionOnCluster, pods: Pods) -> Iterator[None]:
    """These pods are there and ready, each time that one looks, while the context lasts."""
    looks: list[set[str]] = []
    enough = Signal()

    def look() -> None:
        while not enough.wait(0.5):
            looks.append(pods.keys() - ready_pods(region).keys())

    with beside(look, enough):
        yield
    assert len(looks) > 5
    assert not set().union(*looks), "pods of the good release went away"


def taken_back(region: RegionOnCluster, differences: dict[str, Any]) -> str:
    """Why Helm went back from a release with these differences."""
    with pytest.raises(ReleaseTakenBackError) as caught:
        region.release.upgrade(merged(region.values, differences), seconds=BAD_RELEASE_SECONDS)
    *_, failed, now = region.release.history()
    assert failed["status"] == "failed"
    assert now["status"] == "deployed"
    region.progress(f"Helm went back: {str(caught.value).splitlines()[0][:240]}")
    return str(caught.value)


def test_the_namespace_admits_no_pod_with_rights(cluster: RegionOnCluster) -> None:
    container = {"name": "it", "image": "any", "securityContext": {"privileged": True}}
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "it"},
        "spec": {"containers": [container]},
    }
    with pytest.raises(DockerError, match="violates PodSecurity"):
        cluster.node.apply(cluster.namespace, pod)


def test_all_five_services_are_ready(installed: RegionOnCluster) -> None:
    ready = [name_of(pod) for pod in ready_pods(installed).values()]
    assert {service: ready.count(service) for service in SERVICES} == REPLICAS
    assert len(installed.pods()) == len(ready)
    warned = installed.node.found("events", "--namespace", installed.namespace)
    about = {event["reason"] for event in warned if event["type"] == "Warning"}
    assert about <= {"Unhealthy"}, installed.troubles()


def test_every_migration_was_run_by_its_own_job(installed: RegionOnCluster) -> None:
    jobs = installed.node.found("jobs", "--namespace", installed.namespace)
    done = {job["metadata"]["name"]: job["status"].get("succeeded") for job in jobs}
    assert done == {f"{service}-migration": 1 for service in SERVICES}


def test_a_service_has_no_rights_and_alone_reads_its_secrets(installed: RegionOnCluster) -> None:
    def inside(*words: str) -> str:
        command = ("exec", "--namespace", installed.namespace, "deployment/matching", "--")
        return installed.node.kubectl(*command, *words)

    status = inside("cat", "/proc/1/status")
    assert re.search(r"^CapEff:\s+0+$", status, re.MULTILINE)
    assert re.search(r"^NoNewPrivs:\s+1$", status, re.MULTILINE)
    assert re.search(r"^Seccomp:\s+2$", status, re.MULTILINE)
    assert re.search(r"^Uid:\s+10001\b", status, re.MULTILINE)
    with pytest.raises(DockerError, match="Read-only file system"):
        inside("touch", "/app/mine")
    modes = inside("sh", "-c", "stat -L -c '%a %g %n' /run/secrets/inroads/*").splitlines()
    assert {line.rpartition("/")[2] for line in modes} == {
        "kafka-authority.crt",
        "keyring.json",
        "matching_database_url",
        "matching_kafka_password",
        "postgres-authority.crt",
    }
    assert {line.rpartition(" ")[0] for line in modes} == {"440 10001"}


def test_a_referral_gets_its_receipt(installed: RegionOnCluster) -> None:
    began = time.monotonic()
    event = a_referral("smoke-1", BOROUGHS[1])
    submit(installed, event)
    assert receipts_of(installed, [event])[event.id] == ["referral_accepted"]
    installed.progress(f"A referral had its receipt {time.monotonic() - began:.1f} s later.")


def test_a_circle_comes_about_and_its_members_get_letters(installed: RegionOnCluster) -> None:
    people = [a_referral(f"circle-{number}", BOROUGHS[2]) for number in range(4)]
    soon = datetime.now(UTC) + timedelta(seconds=30)
    offer = an_offer("on-kubernetes", BOROUGHS[2], (4, 4), confirm_by=soon)
    submit(installed, *people, offer)
    receipts_of(installed, [*people, offer])
    deadline = time.monotonic() + PATIENCE
    while installed.servers.letters() < 16:  # four people, four meetings each
        assert time.monotonic() < deadline, "no letters"
        time.sleep(1)
    installed.progress("All five services had their part in a circle; its letters were sent.")


def test_a_release_that_cannot_reach_its_database_is_taken_back(
    installed: RegionOnCluster,
) -> None:
    there = installed.node.found("secrets", "--namespace", installed.namespace)
    (secret,) = (one for one in there if one["metadata"]["name"] == "matching")
    of_another = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "matching-wrong"}}
    wrong = {"matching_database_url": "postgresql://nobody:at@postgres:5432/nowhere"}
    kept = {name: value for name, value in secret["data"].items() if name not in wrong}
    installed.node.apply(installed.namespace, {**of_another, "data": kept, "stringData": wrong})
    before = ready_pods(installed)
    with sending(installed, "wrong-database") as sent, never_fewer(installed, before):
        taken_back(installed, {"services": {"matching": {"secret": "matching-wrong"}}})
    assert ready_pods(installed).keys() == before.keys()
    codes = receipts_of(installed, sent)
    assert set(map(tuple, codes.values())) == {("referral_accepted",)}


def test_a_release_whose_images_are_missing_changes_nothing(installed: RegionOnCluster) -> None:
    before = ready_pods(installed)
    with sending(installed, "no-image") as sent, never_fewer(installed, before):
        taken_back(installed, {"version": "none-such"})
    assert ready_pods(installed).keys() == before.keys()
    versions = {pod["metadata"]["labels"]["app.kubernetes.io/version"] for pod in installed.pods()}
    assert versions == {installed.values["version"]}
    assert set(map(tuple, receipts_of(installed, sent).values())) == {("referral_accepted",)}


def test_a_good_release_replaces_every_pod_and_no_referral_is_lost_or_doubled(
    installed: RegionOnCluster,
) -> None:
    before = ready_pods(installed)
    changed = {"services": {service: {"logLevel": "debug"} for service in SERVICES}}
    with sending(installed, "good-release") as sent:
        installed.release.upgrade(merged(installed.values, changed), seconds=600)
    after = ready_pods(installed)
    assert len(after) == sum(REPLICAS.values())
    assert not before.keys() & after.keys()
    assert set(map(tuple, receipts_of(installed, sent).values())) == {("referral_accepted",)}
    installed.progress(f"Helm went on; {len(sent)} referrals meanwhile, each with one receipt.")
