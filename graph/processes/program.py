"""Programs: runs a module of this package in a child process, which reads a message and writes an answer."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Any, Final

from sandbox_atlas.graph.processes.child import module_command, module_environment
from sandbox_atlas.graph.processes.error_log import log_lines

_PIECE: Final = 2**20
"""Bytes that are written to a process at once."""


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
        given = await asyncio.to_thread(message)
        output, complaints = await _exchanged(process, given)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    log_lines(module, complaints.splitlines())
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return output


async def _exchanged(process: asyncio.subprocess.Process, message: bytes) -> tuple[bytes, bytes]:
    """What a process writes to standard output and standard error when it has been given a message, until its end.

    The message may be a whole register. It is written in pieces: at once it would be copied on the event loop.
    """
    pieces = (memoryview(message)[start : start + _PIECE] for start in range(0, len(message), _PIECE))

    async def give(stdin: asyncio.StreamWriter) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):  # it may end without reading all
            for piece in pieces:
                stdin.write(piece)
                await stdin.drain()
            stdin.close()
            await stdin.wait_closed()

    if process.stdin is None or process.stdout is None or process.stderr is None:
        raise TypeError("the standard streams of the process are pipes")
    output, complaints, _ = await asyncio.gather(process.stdout.read(), process.stderr.read(), give(process.stdin))
    await process.wait()
    return output, complaints


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
