"""The folder that a curator edits: one of their own, never the data that the program was installed with."""

from __future__ import annotations

import os
import sysconfig
from pathlib import Path

from sandbox_atlas.api.http.host import is_loopback
from sandbox_atlas.graph.errors import BadParameterError
from sandbox_atlas.graph.settings import Settings

_OWN = "Copy the data that you want to edit, or make a register with `sandbox-atlas init`, and name it with --data."


def edited_folder(settings: Settings, host: str, *, has_token: bool) -> Path:
    """The folder that saves go to: the last one that --data names.

    Args:
        settings: Where the data are.
        host: Address that the server listens on.
        has_token: Whether curators give a token.

    Raises:
        BadParameterError: There is none that may be written to, or the server would edit for everybody.
    """
    if settings.store or settings.endpoint:
        raise BadParameterError(
            "--edit needs files: a store or an endpoint cannot be edited.", "Serve the files: --data."
        )
    folders = [path for path in settings.data if path.is_dir()]
    if not folders:
        what = "files are" if settings.data else "the shipped data are"
        raise BadParameterError(f"--edit needs a data folder of your own: {what} not edited.", _OWN)
    folder = folders[-1].resolve()
    installed = {Path(sysconfig.get_path(name)).resolve() for name in ("purelib", "platlib")}
    if any(folder.is_relative_to(each) for each in installed):
        raise BadParameterError(f"{folders[-1]} belongs to the installed program and is not edited.", _OWN)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise BadParameterError(f"{folders[-1]} may not be written to.", "Give the server the right to write there.")
    if not is_loopback(host) and not has_token:
        raise BadParameterError(
            f"--edit on {host} would let everybody edit who reaches it.",
            "Leave out --host, or set SANDBOX_ATLAS_EDIT_TOKEN to a long word that only curators know.",
        )
    return folder
