"""CPU seconds of a service, of PostgreSQL and of Kafka: what a busy machine cannot blur."""

from dataclasses import dataclass

import psutil


@dataclass(frozen=True, slots=True)
class CpuSeconds:
    """User and system time of the three parts."""

    python: float
    postgres: float
    kafka: float

    @property
    def total(self) -> float:
        """All processes together."""
        return self.python + self.postgres + self.kafka

    def __sub__(self, earlier: "CpuSeconds") -> "CpuSeconds":
        return CpuSeconds(
            self.python - earlier.python,
            self.postgres - earlier.postgres,
            self.kafka - earlier.kafka,
        )


def cpu_seconds(python_pid: int, postgres_pid: int, kafka_pid: int) -> CpuSeconds:
    """Return what the three process trees have used so far, ended children included."""
    return CpuSeconds(*map(_tree, (python_pid, postgres_pid, kafka_pid)))


def _tree(pid: int) -> float:
    root = psutil.Process(pid)
    times = root.cpu_times()
    total: float = times.user + times.system + times.children_user + times.children_system
    for child in root.children(recursive=True):
        try:
            own = child.cpu_times()
        except psutil.NoSuchProcess:
            continue  # it ended in between; its time is in the parent's from now on
        total += own.user + own.system
    return total
