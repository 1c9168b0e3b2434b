"""Which images there are, and what each is built from."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from deploy.local.jars import kafka_jars
from deploy.local.kafka import find_java
from deploy.local.region import SERVICES

ROOT: Final = Path(__file__).parents[2]
_HERE: Final = Path(__file__).parent

FillsFolder = Callable[[Path, Callable[[str], None]], None]


@dataclass(frozen=True)
class Recipe:
    """An image: its name, what it is for, its Dockerfile's folder in `home`, and its arguments.

    Its context is the repository, or what `fill` puts into an empty folder.
    """

    name: str
    purpose: str
    folder: str
    arguments: dict[str, str] = field(default_factory=dict)
    fill: FillsFolder | None = None
    home: Path = _HERE

    @property
    def image(self) -> str:
        """The image's name, without a tag."""
        return f"inroads-{self.name}"

    @property
    def dockerfile(self) -> Path:
        """The Dockerfile."""
        return self.home / self.folder / "Dockerfile"

    @property
    def has_bill(self) -> bool:
        """Whether the image carries a bill of materials: those that go into a live region do."""
        return self.fill is None

    @contextmanager
    def context(self, spare: Path, progress: Callable[[str], None]) -> Iterator[Path]:
        """Give the folder that the build sees; `spare` is an empty one to be used if need be."""
        if self.fill is None:
            yield ROOT
        else:
            self.fill(spare, progress)
            yield spare


def _kafka(folder: Path, progress: Callable[[str], None]) -> None:
    """The jars and the Java of the embedded Kafka: what the tests ran with, and no other."""
    (folder / "libs").mkdir()
    for jar in kafka_jars(progress):
        shutil.copy2(jar, folder / "libs")
    shutil.copytree(Path(find_java()).parents[1], folder / "java", symlinks=True)
    shutil.copytree(_HERE / "kafka", folder / "image")
    shutil.copy2(_HERE / "broker_answers.py", folder / "image")
    shutil.copy2(ROOT / "deploy" / "local" / "kafka-logging.properties", folder / "image")


def packaged(name: str, home: Path = _HERE) -> FillsFolder:
    """A server of Debian's packages: nothing but what lies beside its Dockerfile."""

    def fill(folder: Path, _progress: Callable[[str], None]) -> None:
        shutil.copytree(home / name, folder / "image")

    return fill


RECIPES: Final = (
    *(
        Recipe(service, f"the {service} service", "service", {"SERVICE": service})
        for service in SERVICES
    ),
    Recipe("operations", "what operators run: topics, rights, roles, certificates", "operations"),
    Recipe("kafka", "Apache Kafka, one node, for compose and tests", "kafka", fill=_kafka),
    Recipe("postgres", "PostgreSQL, for compose", "postgres", fill=packaged("postgres")),
    Recipe("prometheus", "Prometheus, for compose", "prometheus", fill=packaged("prometheus")),
)
