"""pyoxigraph alone: what it answers to the query of a test, with nothing of the project in between."""

from __future__ import annotations

import pyoxigraph as ox

from tests.w3c.comparison import Result, as_csv, from_csv, from_graph, parsed, quads
from tests.w3c.endpoint import parsed as statements
from tests.w3c.manifests import Case

RESULTS = {
    ".srx": ox.QueryResultsFormat.XML,
    ".srj": ox.QueryResultsFormat.JSON,
    ".tsv": ox.QueryResultsFormat.TSV,
}


def expected(case: Case) -> Result:
    """The result that a test expects."""
    path = case.file(case.result)
    if path.suffix == ".csv":
        return from_csv(path.read_bytes())
    if path.suffix in RESULTS:
        return parsed(path.read_bytes(), RESULTS[path.suffix])
    return from_graph(quads(statements(path, case.result)))


def answered(case: Case) -> Result:
    """The result of pyoxigraph.

    Raises:
        SyntaxError: It refuses the query.
    """
    store = ox.Store()
    for iri in case.default:
        store.extend(statements(case.file(iri), iri))
    for name, iri in (*case.named, *((iri, iri) for iri in case.from_clause)):
        store.extend(ox.Quad(*quad.triple, ox.NamedNode(name)) for quad in statements(case.file(iri), iri))
    found = store.query(case.text, base_iri=case.action)
    if isinstance(found, ox.QueryTriples):
        return quads(found)
    body = found.serialize(format=ox.QueryResultsFormat.JSON)
    assert body is not None
    result = parsed(body, ox.QueryResultsFormat.JSON)
    return as_csv(result) if case.result.endswith(".csv") and not isinstance(result, bool) else result


def refuses(text: str, base: str) -> bool:
    """Whether pyoxigraph finds a syntax error in a query."""
    try:
        ox.Store().query(text, base_iri=base)
    except SyntaxError:
        return True
    except (RuntimeError, ValueError):
        return False
    return False
