"""Running totals: what sources report for the pilot as a whole is what its batches add up to."""

from __future__ import annotations

from itertools import pairwise

import pyoxigraph as ox
import pytest

from sandbox_atlas.graph.loading.dataset import Dataset, read
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.loading.snapshot import fill
from sandbox_atlas.graph.loading.validation import check
from sandbox_atlas.graph.rdf.vocabulary import ID, SBX, compact

PILOT = f"<{ID}sandbox/pboc-fintech-pilot>"
SUMS = f"""
SELECT ?total ?reported (SUM(?number) AS ?sum) WHERE {{
  ?total a <{SBX}Total> ; <{SBX}inSandbox> {PILOT} ; <{SBX}covers> ?batch .
  OPTIONAL {{ ?total <{SBX}reportedApplications> ?reported }}
  OPTIONAL {{ ?batch <{SBX}reportedApplications> ?number }}
}}
GROUP BY ?total ?reported"""
"""For each total of the pilot that says which batches it counts: what it reports, and what they add up to."""
NUMBERS = (
    f"SELECT ?number WHERE {{ ?total a <{SBX}Total> ; <{SBX}inSandbox> {PILOT} ; <{SBX}reportedApplications> ?number }}"
)

RULE = "total-does-not-add-up"
TOTALS = """
@prefix sbx: <https://w3id.org/sandbox-atlas/ontology#> .
@prefix batch: <https://w3id.org/sandbox-atlas/id/batch/> .
@prefix total: <https://w3id.org/sandbox-atlas/id/total/> .
@prefix passage: <https://w3id.org/sandbox-atlas/id/passage/> .
passage:counts {
    batch:one sbx:reportedApplications 2 .
    batch:two sbx:reportedApplications 3 .
    total:both a sbx:Total ; sbx:reportedApplications 5 ; sbx:covers batch:one , batch:two .
}
"""


def rows(store: ox.Store, query: str) -> list[tuple[str, ...]]:
    solutions = store.query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    names = solutions.variables
    return [tuple(compact(str(getattr(row[name], "value", ""))) for name in names) for row in solutions]


def unreconciled(store: ox.Store) -> list[tuple[str, ...]]:
    """The totals of the pilot that are not the sum of the batches they cover."""
    return [row for row in rows(store, SUMS) if row[1] != row[2]]


def findings(text: str) -> list[tuple[str, str]]:
    """What the rule on totals finds in a register of nothing but numbers."""
    whole = read([])
    register = Dataset(whole.ontology, (), (Document("totals.trig", ".trig", text.encode()),))
    return [(finding.severity, finding.message) for finding in check(register) if finding.rule == RULE]


# ── The shipped data ─────────────────────────────────────────────────────────


def test_every_total_of_the_pilot_is_the_sum_of_its_batches(shipped_store: ox.Store) -> None:
    assert len(rows(shipped_store, SUMS)) >= 8
    assert unreconciled(shipped_store) == []


@pytest.mark.parametrize("number", ["17", "60", "70", "74", "80", "86", "90", "119"])
def test_the_running_total_is_in_the_data(number: str, shipped_store: ox.Store) -> None:
    assert (number,) in rows(shipped_store, NUMBERS)


def test_each_running_total_takes_in_the_one_before(shipped_store: ox.Store) -> None:
    """From seventeen to ninety, a later total covers all batches of the earlier one, and more."""
    covered: dict[int, set[str]] = {}
    for total, reported, _ in rows(shipped_store, SUMS):
        batches = rows(shipped_store, f"SELECT ?b {{ <{ID}total/{total.partition(':')[2]}> <{SBX}covers> ?b }}")
        covered.setdefault(int(reported), set()).update(batch for (batch,) in batches)
    steps = [covered[number] for number in (60, 70, 74, 80, 86, 90)]
    assert all(earlier < later for earlier, later in pairwise(steps))


# ── Broken copies ────────────────────────────────────────────────────────────


def test_one_changed_number_breaks_the_reconciliation(shipped_store: ox.Store) -> None:
    """With Beijing's second batch at twelve, every total that counts it is wrong, and no other."""
    batch = ox.NamedNode(f"{ID}batch/pboc-beijing-2")
    number = ox.NamedNode(f"{SBX}reportedApplications")
    broken = ox.Store()
    fill(broken, read().served)
    assert len(list(broken.quads_for_pattern(batch, number, None, ox.DefaultGraph()))) == 1
    for quad in list(broken.quads_for_pattern(batch, number, None, ox.DefaultGraph())):
        broken.remove(quad)
    broken.add(ox.Quad(batch, number, ox.Literal(12), ox.DefaultGraph()))
    counting = rows(shipped_store, f"SELECT ?total {{ ?total <{SBX}covers> {batch} }}")
    assert sorted(total for total, *_ in unreconciled(broken)) == sorted(total for (total,) in counting)
    assert ("total:pboc-beijing-2020-06", "17", "18") in unreconciled(broken)


def test_the_check_finds_a_total_that_does_not_add_up() -> None:
    assert findings(TOTALS) == []
    assert findings(TOTALS.replace("Applications 3", "Applications 4")) == [
        ("error", "total:both reports 5 applications, but the batches it covers add up to 6.")
    ]


@pytest.mark.parametrize(
    "numbers",
    ["batch:two sbx:place batch:one .", "batch:two sbx:reportedApplications 3 , 4 ."],
    ids=["a batch without a number", "a batch with two numbers"],
)
def test_the_check_leaves_out_totals_that_cannot_be_added_up(numbers: str) -> None:
    text = TOTALS.replace("Applications 5", "Applications 9")
    assert findings(text) != []
    assert findings(text.replace("batch:two sbx:reportedApplications 3 .", numbers)) == []
