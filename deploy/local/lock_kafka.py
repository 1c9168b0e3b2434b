"""Makes kafka.lock.json anew for the versions below: a maintainer's step, for which Maven (`mvn`)
must be installed.

python -m deploy.local.lock_kafka

Maven resolves versions as Kafka's own build does. The start only fetches what the lock names and
resolves nothing: the Maven client that it uses would take older versions than Kafka was built with.
"""

import hashlib
import json
import subprocess
import tempfile
from pathlib import Path

from deploy.local.lock import LOCK

# Without the second, Kafka logs nothing, not even why it does not start; its version is that of
# Kafka's log4j.
WANTED = (
    ("org.apache.kafka", "kafka_2.13", "4.3.1"),
    ("org.apache.logging.log4j", "log4j-slf4j-impl", "2.25.4"),
)
_PROJECT = """\
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>inroads</groupId><artifactId>kafka</artifactId><version>0</version>
  <dependencies>{dependencies}</dependencies>
</project>
"""
_DEPENDENCY = """
    <dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version></dependency>"""


def lock(folder: Path) -> list[dict[str, str | int]]:
    """Return a row for each jar that the wanted ones need to run, resolved in an empty folder."""
    dependencies = "".join(_DEPENDENCY.format(*wanted) for wanted in WANTED)
    (folder / "pom.xml").write_text(_PROJECT.format(dependencies=dependencies))
    goals = ("dependency:list", "dependency:copy-dependencies")
    options = ("-DincludeScope=runtime", "-DoutputFile=list.txt", "-DoutputDirectory=jars")
    subprocess.run(["mvn", "--quiet", "--batch-mode", *goals, *options], cwd=folder, check=True)
    listed = [line.split() for line in (folder / "list.txt").read_text().splitlines()]
    return [
        _row(words[0], folder / "jars") for words in sorted(listed) if words and ":jar:" in words[0]
    ]


def _row(dependency: str, jars: Path) -> dict[str, str | int]:
    group, artifact, _, version, _ = dependency.split(":")
    content = (jars / f"{artifact}-{version}.jar").read_bytes()
    return {
        "artifact": f"{group}:{artifact}:{version}",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        rows = lock(Path(folder))
    LOCK.write_text("[\n" + ",\n".join(map(json.dumps, rows)) + "\n]\n")
    print(f"{LOCK.name}: {len(rows)} jars, {sum(int(row['size']) for row in rows):,} bytes")
