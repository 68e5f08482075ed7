"""Fetching: lines for curl, Python, R and Excel that fetch an answer at its very address."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Call = Literal["ask", "entity", "network", ""]
"""The method of the Python API that gives the same; empty where it has none."""


@dataclass(frozen=True)
class Fetched:
    """An answer as programs fetch it.

    Attributes:
        table: Absolute address of its CSV; empty where it has none.
        data: Absolute address of its JSON.
        endpoint: Absolute address of the SPARQL endpoint.
        call: How the Python API calls it.
        name: Name of the question or view, or reference of the thing.
        parameters: Values by parameter.
    """

    table: str
    data: str
    endpoint: str
    call: Call = ""
    name: str = ""
    parameters: Mapping[str, list[str]] = field(default_factory=dict)


def lines(fetched: Fetched) -> dict[str, str]:
    """The lines by the name of the program; each name says what must be installed."""
    found = {
        "curl": _curl(fetched),
        "Python: pandas": _pandas(fetched),
        "Python: sandbox_atlas": _python(fetched),
        "R": _r(fetched),
        "Excel: Power Query": _power_query(fetched),
    }
    return {name: text for name, text in found.items() if text}


def beginnings(table: str, data: str) -> dict[str, str]:
    """Lines to begin with in three languages, by the name of the program.

    Args:
        table: Absolute address of an answer as CSV.
        data: Absolute address of the same as JSON (SPARQL 1.1 Query Results JSON Format).
    """
    fetched = Fetched(table, data, "")
    script = (
        f"const response = await fetch({_quoted(data)});\n"
        "const { results } = await response.json();\n"
        "console.table(results.bindings.map((row) => ({ class: row.class.value, things: row.things.value })));"
    )
    return {"curl": _curl(fetched), "Python: pandas": _pandas(fetched), "JavaScript": script}


def _curl(fetched: Fetched) -> str:
    address = fetched.table or fetched.data
    suffix = "csv" if fetched.table else "json"
    return f"curl --fail --location --output answer.{suffix} {shlex.quote(address)}"


def _pandas(fetched: Fetched) -> str:
    if fetched.table:
        return f"import pandas as pd\n\nanswer = pd.read_csv({_quoted(fetched.table)})"
    return f"import pandas as pd\n\nanswer = pd.read_json({_quoted(fetched.data)}, typ='series')"


def _python(fetched: Fetched) -> str:
    if not fetched.call:
        return ""
    parameters = {name: values[0] if len(values) == 1 else values for name, values in fetched.parameters.items()}
    given = f", {json.dumps(parameters, ensure_ascii=False)}" if parameters else ""
    end = ".to_pandas()" if fetched.call == "ask" else ""
    return (
        "from sandbox_atlas import Atlas\n\n"
        f"atlas = Atlas.load({_quoted(fetched.endpoint)})\n"
        f"answer = atlas.{fetched.call}({_quoted(fetched.name)}{given}){end}"
    )


def _r(fetched: Fetched) -> str:
    if fetched.table:
        return f'answer <- read.csv({_quoted(fetched.table)}, fileEncoding = "UTF-8")'
    return f"answer <- jsonlite::fromJSON({_quoted(fetched.data)})"


def _power_query(fetched: Fetched) -> str:
    if fetched.table:
        options = '[Delimiter = ",", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]'
        return (
            "let\n"
            f"  Source = Csv.Document(Web.Contents({_in_m(fetched.table)}), {options}),\n"
            "  Answer = Table.PromoteHeaders(Source, [PromoteAllScalars = true])\n"
            "in\n  Answer"
        )
    return f"let\n  Answer = Json.Document(Web.Contents({_in_m(fetched.data)}))\nin\n  Answer"


def _quoted(text: str) -> str:
    """A text as a literal that Python and R both read: the escapes of JSON are theirs, too."""
    return json.dumps(text, ensure_ascii=False)


def _in_m(text: str) -> str:
    """A text as a literal of Power Query's language M, where `#(` begins an escape and a quote is doubled."""
    return '"' + text.replace('"', '""').replace("#(", "#(#)(") + '"'
