"""Running a subcommand's module as `./inroads` does, beside an event loop."""

import asyncio
from argparse import ArgumentParser

from deploy.cli.commands import Subcommand


async def asked(module: Subcommand, *words: object) -> int:
    """Run a subcommand with these words; return its exit code."""
    parser = ArgumentParser()
    module.add_arguments(parser)
    return await asyncio.to_thread(module.run, parser.parse_args([str(word) for word in words]))
