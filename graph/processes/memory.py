"""Memory of this process: give back to the system what it no longer uses."""

from __future__ import annotations

import asyncio
import ctypes
import sys


async def give_back() -> None:
    """Give freed memory back to the system, with malloc_trim(3) of the GNU C library; elsewhere nothing happens.

    The allocator keeps what lies between blocks in use, so that a process which loads data again and again grows. It
    runs in a thread, without Python's lock.
    """
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        await asyncio.to_thread(trim, 0)
