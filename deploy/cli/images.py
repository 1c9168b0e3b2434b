"""`./inroads images`: the images of the services, and of what compose needs beside them."""

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

from deploy.images.build import Order, build_all, choose_base, inspect
from deploy.images.docker import Docker, DockerError, find_docker
from deploy.images.recipes import RECIPES, ROOT

_DESCRIPTION = """\
Build the images of Inroads with Docker, or list those that are here. Each service's image holds its
own dependencies as locked, shared/ and its own folder; it runs without root, on a read-only file
system, and carries its bill of materials (CycloneDX) in /app/sbom.cdx.json. The bills and a list of
what was built go into build/images/.

The base is python:3.11-slim-bookworm from a registry; where none answers, Debian's own packages."""
_EPILOG = """\
examples:
  ./inroads images build                          all of them
  ./inroads images build matching kafka           these
  ./inroads images build --version 1.4.0 --base registry.example/python:3.11-slim-bookworm
  ./inroads images list

A network with certificate authorities of its own: --authorities FILE (default: SSL_CERT_FILE)."""


def add_arguments(parser: ArgumentParser) -> None:
    """Add what the subcommand takes, and its help, to its parser."""
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("action", choices=["build", "list"])
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help=f"which (default: all): {', '.join(recipe.name for recipe in RECIPES)}",
    )
    parser.add_argument("--version", default="dev", help="the images' tag (default: dev)")
    parser.add_argument(
        "--base", default="auto", help="a base image; local: made of Debian's packages"
    )
    parser.add_argument(
        "--authorities",
        type=Path,
        default=os.environ.get("SSL_CERT_FILE"),
        help="a PEM file of certificate authorities to trust while building",
    )
    parser.add_argument(
        "--output",
        type=Path,
        default=ROOT / "build" / "images",
        help="the folder for bills and images.json (default: build/images)",
    )


def run(arguments: Namespace) -> int:
    """Build or list; 0 when done, 1 when an image is not here, 2 when wrongly asked."""
    known = {recipe.name for recipe in RECIPES}
    if strange := [name for name in arguments.names if name not in known]:
        print(f"No image is called {', '.join(strange)}. There are: {', '.join(sorted(known))}.")
        return 2
    wanted = [r for r in RECIPES if not arguments.names or r.name in arguments.names]
    docker = find_docker()
    if arguments.action == "list":
        return _list(docker, [f"{recipe.image}:{arguments.version}" for recipe in wanted])
    order = Order(
        version=arguments.version,
        base=choose_base(docker, arguments.base, print),
        authorities=arguments.authorities,
        output=arguments.output,
    )
    build_all(docker, wanted, order, print)
    print(f"Bills of materials and images.json: {order.output}")
    return 0


def _list(docker: Docker, tags: list[str]) -> int:
    missing = 0
    for tag in tags:
        try:
            found = inspect(docker, tag)
        except DockerError:
            missing += 1
            print(f"{tag:<32}{'not here':>10}")
        else:
            print(f"{tag:<32}{found.size / 1e6:7.0f} MB  {found.id[7:19]}  {found.created[:19]}")
    if missing:
        print("Make what is missing with './inroads images build'.")
    return 1 if missing else 0
