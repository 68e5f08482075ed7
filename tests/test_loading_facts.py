"""Checks of numbers, dates, roles, fields, places, copies and identifiers: each finds the damage that it is for."""

from __future__ import annotations

import pytest

from sandbox_atlas.graph.loading.dataset import Dataset, read
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.loading.validation import check
from sandbox_atlas.graph.rdf.vocabulary import PREFIXES

HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
REGISTER = """
source:paper a sbx:Source ; rdfs:label "Paper"@en , "报纸"@zh ;
    dcterms:description "A paper."@en ; dcterms:publisher "P" .
source:copy a sbx:Source ; rdfs:label "Copy"@en , "转载"@zh ; dcterms:description "A copy."@en ; dcterms:publisher "C" ;
    sbx:copyOf source:paper .
passage:all a sbx:Passage ; dcterms:isPartOf source:paper ; sbx:certainty sbx:Stated ; sbx:basis sbx:ReadFromName ;
    skos:note "All."@en , "全部。"@zh .
passage:all {
    place:land a sbx:Place ; rdfs:label "Land"@en , "国"@zh ; sbx:countryCode "LA" ; skos:exactMatch wd:Q1 .
    place:town a sbx:Place ; rdfs:label "Town"@en , "城"@zh ; sbx:within place:land ; geo:lat 1.5 ; geo:long 2.5 .
    regulator:one a sbx:Regulator ; rdfs:label "One"@en , "一"@zh .
    sandbox:box a sbx:Sandbox ; rdfs:label "Box"@en , "箱"@zh ; sbx:regulatedBy regulator:one ; sbx:place place:town .
    batch:first a sbx:Batch ; rdfs:label "First"@en , "首批"@zh ; sbx:inSandbox sandbox:box ; sbx:place place:town ;
        sbx:publishedIn "2020-05"^^xsd:gYearMonth ; sbx:namedParticipation participation:second .
    inst:bank a sbx:Institution ; rdfs:label "Bank"@en , "银行"@zh ;
        sbx:institutionKind kind:bank ; sbx:seat place:town .
    app:pay a sbx:Application ; rdfs:label "Pay"@en , "支付"@zh ; sbx:inBatch batch:first ; sbx:unnamed true ;
        sbx:participation participation:bank ; sbx:businessArea area:payments ; sbx:serves served:rural ;
        sbx:testStartedIn "2020-06"^^xsd:gYearMonth ; sbx:exitedIn "2021"^^xsd:gYear ; sbx:outcome sbx:InTheMarket ;
        sbx:expectedAmount 5 ; sbx:currency "CNY" ; sbx:statementNumber "91510703905408887D-2024-0001" .
    participation:bank a sbx:Participation ; rdfs:label "Bank, lead"@en , "银行，牵头"@zh ;
        sbx:applyingInstitution inst:bank ; sbx:role role:lead-applicant .
    participation:second a sbx:Participation ; rdfs:label "Bank, partner"@en , "银行，合作"@zh ;
        sbx:participatingInstitution inst:bank ; sbx:role role:partner .
    funnel:first a sbx:Funnel ; rdfs:label "Numbers"@en , "数量"@zh ; sbx:funnelOf batch:first ; sbx:received 9 ;
        sbx:accepted 4 ; sbx:countUnit unit:firm ; sbx:countedIn "2020-05"^^xsd:gYearMonth .
    funnel:part a sbx:Funnel ; rdfs:label "Part"@en , "分项"@zh ; sbx:funnelOf batch:first ; sbx:received 8 ;
        sbx:partOfFunnel funnel:first ; sbx:byField "loans"@en , "贷款"@zh ; sbx:countUnit unit:firm .
}
"""
DAMAGES = {
    # what is damaged: what is replaced, by what, the rule, and a text on the line that it names
    "a funnel that grows": ("sbx:accepted 4", "sbx:accepted 10", "funnel-grows", "sbx:accepted 10"),
    "parts above the whole": ("sbx:received 8", "sbx:received 12", "funnel-parts-exceed-whole", "sbx:received 9"),
    "units mixed": (
        '"贷款"@zh ; sbx:countUnit unit:firm',
        '"贷款"@zh ; sbx:countUnit unit:banks',
        "funnel-units-mixed",
        "unit:banks",
    ),
    "two units": (
        "sbx:countUnit unit:firm ; sbx:countedIn",
        "sbx:countUnit unit:firm , unit:banks ; sbx:countedIn",
        "disagreement-not-listed",
        "sbx:countUnit",
    ),
    "an unknown unit": (
        "sbx:countUnit unit:firm ; sbx:countedIn",
        "sbx:countUnit unit:firms ; sbx:countedIn",
        "Funnel",
        "unit:firms",
    ),
    "an end before the start": ('"2021"^^xsd:gYear', '"2019"^^xsd:gYear', "ends-before-it-starts", '"2019"'),
    "two outcomes": ("sbx:InTheMarket", "sbx:InTheMarket , sbx:TestStopped", "disagreement-not-listed", "sbx:outcome"),
    "an unknown outcome": ("sbx:InTheMarket", "sbx:Success", "Outcome", "sbx:Success"),
    "a place in a circle": (
        "sbx:countryCode",
        "sbx:within place:town ; sbx:countryCode",
        "place-in-a-circle",
        "sbx:within place:land",
    ),
    "an unknown place": ("sbx:seat place:town", "sbx:seat place:city", "Institution", "place:city"),
    "a country code": ('"LA"', '"Land"', "Place", '"Land"'),
    "a latitude": ("geo:lat 1.5", "geo:lat 91.5", "Place", "geo:lat 91.5"),
    "an area without basis": (" ; sbx:basis sbx:ReadFromName", "", "area-without-basis", "sbx:businessArea"),
    "an unknown area": ("area:payments", "area:pay", "Application", "area:pay"),
    "a copy of a copy of itself": (
        'dcterms:publisher "P"',
        'dcterms:publisher "P" ; sbx:copyOf source:copy',
        "copies-in-a-circle",
        "sbx:copyOf",
    ),
    "a copy of nothing": ("sbx:copyOf source:paper", "sbx:copyOf source:book", "Source", "source:book"),
    "a role that does not fit": ("role:lead-applicant", "role:custodian", "role-does-not-fit", "role:custodian"),
    "a participation without a role": (" ; sbx:role role:partner", "", "Participation", "participation:second a"),
    "an identifier": ("wd:Q1", "<http://www.wikidata.org/wiki/Q1>", "identifier-of-the-wrong-form", "wiki/Q1"),
    "a statement number": ("91510703905408887D-2024-0001", "91510703-2024-1", "Application", "91510703-2024-1"),
    "an amount without currency": (' ; sbx:currency "CNY"', "", "amount-without-currency", "sbx:expectedAmount"),
    "a name of the unnamed": (
        "sbx:unnamed true",
        'sbx:unnamed true ; sbx:asPrinted "Pay"@en',
        "unnamed-with-a-name",
        "asPrinted",
    ),
}


def findings(text: str) -> list[tuple[str, str]]:
    """Rule and line of each error."""
    whole = read([])
    document = Document("made.trig", ".trig", (HEAD + text).encode())
    lines = document.text.splitlines()
    found = check(Dataset(whole.ontology, whole.shapes, (document,)))
    assert all(each.hint for each in found)
    return [(each.rule, lines[each.line - 1]) for each in found if each.severity == "error"]


def test_the_register_is_clean() -> None:
    assert findings(REGISTER) == []


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damage_is_found_at_its_line(damage: str) -> None:
    old, new, rule, on_line = DAMAGES[damage]
    assert REGISTER.count(old) >= 1, old
    found = findings(REGISTER.replace(old, new, 1))
    assert any(named == rule and on_line in line for named, line in found), found
