"""Evaluation: one query in a worker, from its text to the serialised result or to what is wrong with it."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox

from sandbox_atlas.graph.engine.conformance.conformance import Conformed, conform, given_position
from sandbox_atlas.graph.engine.pool.frames import OK
from sandbox_atlas.graph.engine.pool.scanning import IS_SCAN, scan
from sandbox_atlas.graph.engine.result_limits import BoundedBuffer, ResultLimitError, ResultLimits
from sandbox_atlas.graph.errors import TooLargeError, UnsupportedQueryError
from sandbox_atlas.graph.rdf.corrections import escape_carriage_returns, has_unquoted_commas, serialise_csv
from sandbox_atlas.graph.rdf.formats import CSV, GRAPH_FORMATS, RESULT_FORMATS, XML
from sandbox_atlas.graph.rdf.results import first_rows
from sandbox_atlas.graph.rdf.vocabulary import PREFIXES
from sandbox_atlas.graph.rdf.xml_limits import UnwritableError, refuse_forbidden_characters, writable_as_rdf_xml

GraphName = ox.NamedNode | ox.BlankNode | ox.DefaultGraph
Reply = tuple[dict[str, Any], bytes]

_POSITION = re.compile(r"^error at (\d+):(\d+): (.*)$", re.DOTALL)


def answer(store: ox.Store, head: dict[str, Any], text: str) -> Reply:
    """Evaluate one query, or only scan it. Nothing that goes wrong with it ends the process.

    Args:
        store: The store.
        head: The request: that of a scan, or `media_type`, `dataset`, `base`, `max_rows`, `max_bytes`, the number
            of the `first` rows that are wanted or None, and `own` for a query of the atlas's own.
        text: The query.

    Returns:
        The head of the reply, with a `status`, for errors a `message`, and for the first rows the `total` of rows; and
        the serialised result.
    """
    try:
        if IS_SCAN in head:
            return scan(text, head["base"]), b""
        return _answer(store, conform(text, own=head.get("own", False)), head)
    except SyntaxError as error:
        return _malformed(text, str(error)), b""
    except ResultLimitError as error:
        return {"status": "too-large", "message": str(error)}, b""
    except UnsupportedQueryError as error:
        place = {"line": error.line, "column": error.column}
        return {"status": "refused", "message": error.message, "hint": error.hint, **place}, b""
    except UnwritableError as error:
        return {"status": "not-writable", "message": str(error)}, b""
    except (MemoryError, RecursionError, TooLargeError):
        return {"status": "out-of-memory"}, b""
    except (RuntimeError, ValueError) as error:  # such as an unknown function or an invalid regular expression
        return {"status": "malformed", "message": str(error)}, b""
    except BaseException as error:  # of any kind, such as a panic of the library: one client is told
        return {"status": "failed", "message": "".join(traceback.format_exception(error))}, b""


def _answer(store: ox.Store, query: Conformed, head: dict[str, Any]) -> Reply:
    media_type, limits = head["media_type"], ResultLimits(head["max_rows"], head["max_bytes"])
    result = _query(store, query, head)
    if isinstance(result, ox.QueryTriples):
        return OK, _serialise_graph(result, GRAPH_FORMATS[media_type], limits)
    if isinstance(result, ox.QuerySolutions) and head.get("first") is not None:
        content, total = first_rows(result, head["first"], limits.max_rows)
        limits.check(total, len(content))
        return {**OK, "total": total}, content
    buffer = BoundedBuffer(media_type, limits)
    result.serialize(buffer, RESULT_FORMATS[media_type])
    content = buffer.getvalue()
    if media_type == CSV and has_unquoted_commas(content):
        return OK, serialise_csv(_query(store, query, head))
    if media_type == XML:
        refuse_forbidden_characters(content)
        return OK, escape_carriage_returns(content)
    return OK, content


def _malformed(text: str, message: str) -> dict[str, Any]:
    """The reply to a text with a syntax error, with its position in the text as it was given."""
    match = _POSITION.match(message)
    if not match:
        return {"status": "malformed", "message": message}
    line, column = given_position(text, int(match[1]), int(match[2]))
    return {"status": "malformed", "message": match[3], "line": line, "column": column}


def _query(
    store: ox.Store, query: Conformed, head: dict[str, Any]
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """Query all graphs of the store, or the dataset of the request.

    Raises:
        SyntaxError: The text has one; its position is that in the text without changes.
    """
    dataset = head["dataset"]
    options: dict[str, Any] = {"custom_functions": query.functions} if query.functions else {}
    if head["base"]:
        options["base_iri"] = head["base"]
    if dataset is not None:
        default: list[GraphName] = [ox.NamedNode(iri) for iri in dataset["default"]]
        named: list[ox.NamedNode | ox.BlankNode] = [ox.NamedNode(iri) for iri in dict.fromkeys(dataset["named"])]
        if len(default) > 1:
            store, default = _merge(store, default, named), [ox.DefaultGraph()]
        options |= {"default_graph": default, "named_graphs": named}
    try:
        return store.query(query.text, prefixes=_prefixes(query.text), **options)
    except SyntaxError:
        if query.text != query.plain:
            store.query(query.plain, prefixes=_prefixes(query.plain), **options)
        raise


def _prefixes(text: str) -> dict[str, str]:
    """The atlas's prefixes that a text may use; with all of them, a short query takes a third longer to parse."""
    if text.count(":") == text.count("://"):  # every colon is that of an address
        return {}
    return {prefix: iri for prefix, iri in PREFIXES.items() if f"{prefix}:" in text}


def _merge(store: ox.Store, default: Iterable[GraphName], named: Iterable[GraphName]) -> ox.Store:
    """A store whose default graph is the RDF merge of graphs; Oxigraph itself would count a shared triple twice."""
    merged = ox.Store()
    for graph in default:
        merged.bulk_extend(ox.Quad(*quad.triple) for quad in store.quads_for_pattern(None, None, None, graph))
    for graph in named:
        merged.bulk_extend(store.quads_for_pattern(None, None, None, graph))
    return merged


def _serialise_graph(result: ox.QueryTriples, target: ox.RdfFormat, limits: ResultLimits) -> bytes:
    """The triples without duplicates and in a fixed order."""
    triples = []
    for triple in result:
        triples.append(triple)
        if len(triples) > limits.max_rows:
            raise ResultLimitError(f"The result has more than {limits.max_rows:,} triples.")
    buffer = BoundedBuffer("", limits)
    ordered: Iterable[ox.Triple] = sorted(set(triples), key=str)
    is_xml = target is ox.RdfFormat.RDF_XML
    try:
        ox.serialize(writable_as_rdf_xml(ordered) if is_xml else ordered, buffer, target, prefixes=PREFIXES)
    except OSError as error:  # which the library raises where a format lacks a construct
        raise UnwritableError(f"{error}.") from error
    content = buffer.getvalue()
    if is_xml:
        refuse_forbidden_characters(content)
        return escape_carriage_returns(content)
    return content
