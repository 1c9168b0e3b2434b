"""The images for a cluster of one node: the region's, the node itself, and `pause`."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from deploy.images.build import Order, build_all, choose_base
from deploy.images.docker import Docker
from deploy.images.recipes import RECIPES, ROOT, Recipe, packaged
from deploy.local.region import SERVICES

Progress = Callable[[str], None]

TAG: Final = "cluster"
"""Of the node and of `pause`, which belong to no release."""
NODE: Final = f"inroads-node:{TAG}"
PAUSE: Final = f"inroads-pause:{TAG}"

_HERE: Final = Path(__file__).parent
_BESIDE: Final = ("operations", "kafka", "postgres")
"""What runs beside the cluster, as it does beside a platform's."""
_OUTPUT: Final = ROOT / "build" / "images-cluster"


def _own(name: str, purpose: str) -> Recipe:
    return Recipe(name, purpose, name, fill=packaged(name, _HERE), home=_HERE)


_OWN: Final = (
    _own("node", "a node of Kubernetes"),
    _own("pause", "what holds the network of a pod"),
)


def build_images(docker: Docker, version: str, progress: Progress) -> Sequence[str]:
    """Build what is needed; return the images that pods run. Raises ``DockerError``."""
    authorities = os.environ.get("SSL_CERT_FILE")
    base = choose_base(docker, "auto", progress)
    for tag, recipes in (
        (version, [recipe for recipe in RECIPES if recipe.name in (*SERVICES, *_BESIDE)]),
        (TAG, _OWN),
    ):
        order = Order(
            version=tag,
            base=base,
            authorities=Path(authorities) if authorities else None,
            output=_OUTPUT,
        )
        build_all(docker, recipes, order, progress)
    return [PAUSE, *(f"inroads-{service}:{version}" for service in SERVICES)]
