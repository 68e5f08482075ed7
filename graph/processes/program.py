"""Programs: runs a module of this package in a child process, which reads a message and writes an answer."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import Callable, Collection
from typing import Any

from sandbox_atlas.graph.processes.child import module_command, module_environment
from sandbox_atlas.graph.processes.error_log import log_lines


async def run_program(
    module: str, *arguments: str, message: Callable[[], bytes], descriptors: Collection[int] = ()
) -> bytes:
    """What a module writes to standard output; what it writes to standard error is logged under its name.

    The child process is killed if the caller is cancelled.

    Args:
        module: Its full name; it runs as `python -m` does.
        arguments: Its arguments.
        message: Gives the bytes for its standard input; it is called in a thread.
        descriptors: Open files that the child process inherits.

    Raises:
        subprocess.CalledProcessError: The process ended with another status than 0.
    """
    command = module_command(module, *arguments)
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        pass_fds=tuple(descriptors),
        env=module_environment(),
    )
    try:
        output, complaints = await process.communicate(await asyncio.to_thread(message))
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    log_lines(module, complaints.splitlines())
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return output


def computed(module: str, *arguments: str, given: object) -> Any:  # noqa: ANN401 - JSON
    """What a module answers to a value, both as JSON; a thread waits for it.

    Args:
        module: Its full name; it runs as `python -m` does.
        arguments: Its arguments.
        given: The value for its standard input.

    Raises:
        subprocess.CalledProcessError: The process ended with another status than 0.
    """
    done = subprocess.run(  # noqa: S603 - a module of this package
        module_command(module, *arguments),
        input=json.dumps(given).encode(),
        capture_output=True,
        check=False,
        env=module_environment(),
    )
    log_lines(module, done.stderr.splitlines())
    done.check_returncode()
    return json.loads(done.stdout)
