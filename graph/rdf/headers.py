"""Headers: the YAML that describes a query, in the `#+` lines of its file or in a file of its own."""

from __future__ import annotations

from typing import Any


def header_of(text: str) -> Any:  # noqa: ANN401 - any YAML
    """The header of a `.rq` file; None where it has none.

    Raises:
        yaml.YAMLError: It is not well formed.
    """
    return parsed("\n".join(line[3:] for line in text.splitlines() if line.startswith("#+")))


def parsed(text: str) -> Any:  # noqa: ANN401 - any YAML
    """What a text in YAML holds.

    Raises:
        yaml.YAMLError: It is not well formed.
    """
    import yaml  # only once something is read

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml, where it is there, in a sixth of the time
    return yaml.load(text, loader)  # noqa: S506 - both loaders are safe
