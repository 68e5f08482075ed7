"""Command line: runs the atlas from a terminal. Slow imports wait until a command needs them."""

from __future__ import annotations

from sandbox_atlas.api.cli import asking, curating, drafts, publishing, serving, sheets
from sandbox_atlas.api.cli.commands import app

__all__ = ["app", "asking", "curating", "drafts", "main", "publishing", "serving", "sheets"]


def main() -> None:
    """Run the command line; an error of the atlas is one message and exit code 1, never a traceback."""
    from sandbox_atlas.graph.errors import AtlasError

    try:
        app()
    except AtlasError as error:
        from sandbox_atlas.api.cli.console import print_error

        print_error(error)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
