"""Families of sources: copies fold under their original, and lists say how many sources are independent."""

from __future__ import annotations

import re

import httpx2 as httpx
import pyoxigraph as ox
import pytest

from sandbox_atlas.graph.rdf.vocabulary import PREFIXES

HTML = {"Accept": "text/html"}
PARTS = re.compile(r'<details class="copies"(?: open)?>.*?</details>', re.S)
COPIES = """SELECT ?copy ?origin { ?copy sbx:copyOf ?any ; sbx:origin ?origin .
  FILTER EXISTS { ?passage dcterms:isPartOf ?copy } }"""


def slugs(text: str) -> list[str]:
    return re.findall(r'href="/id/source/([\w-]+)"', text)


def test_on_the_page_of_sources_a_copy_stands_under_its_original(client: httpx.Client, shipped_store: ox.Store) -> None:
    """Or under the first copy, where the original was not read; and every source is on the page once."""
    page = client.get("/sources", headers=HTML).text
    folded = {slug for part in PARTS.findall(page) for slug in slugs(part)}
    rows = re.findall(r"<tr>\s*<td>(.*?)</td>", page, re.S)
    leading = [slugs(PARTS.sub("", row))[0] for row in rows]
    assert folded.isdisjoint(leading)
    found = shipped_store.query(COPIES, prefixes=PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    families: dict[str, set[str]] = {}
    for solution in found:
        copy, origin = (str(solution[name].value).rsplit("/", 1)[-1] for name in ("copy", "origin"))
        families.setdefault(origin, set()).add(copy)
    for origin, copies in families.items():
        assert len(copies - folded) == (0 if origin in leading else 1), origin
    documents = client.get("/sources", headers=HTML | {"Accept-Language": "en"}).text
    number = re.search(r"(\d+) sources, which go back to (\d+) independent", documents)
    assert number
    assert len(leading) + len(folded) - 1 == int(number[1])  # editors are no document
    assert len(leading) - 1 == int(number[2])
    assert ">Original<" not in documents  # it would repeat the name of nearly every row


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "{} sources, {} independent"), ("zh", "{} 个来源，其中相互独立的 {} 个")]
)
def test_the_page_of_a_thing_tells_witnesses_from_copies(client: httpx.Client, lang: str, said: str) -> None:
    page = client.get(f"/id/batch/pboc-beijing-2?lang={lang}", headers=HTML).text.partition('id="sources"')[2]
    outer = slugs(PARTS.sub("", page))
    inner = [slug for part in PARTS.findall(page) for slug in slugs(part)]
    assert set(inner) in ({"seed", "yybnet", "zypos"}, {"seed", "yybnet", "ce-2020-06"})
    assert not set(inner) & set(outer)
    assert said.format(len({*outer, *inner} - {"editors"}), len({*outer} - {"editors"})) in page
    marks = [int(number) for number in re.findall(r'<li id="passage-(\d+)" value="\1"', page)]
    assert sorted(marks) == list(range(1, len(marks) + 1))  # each mark after a fact still leads somewhere
    documents, _, inferred = page.partition('<details class="inferred"')
    assert "source/editors" not in documents
    assert inferred.count("source/editors") == inferred.count("<li ") == len(set(marks)) - documents.count("<li ")


@pytest.mark.parametrize("thing", ["place/beijing", "sandbox/fca-regulatory-sandbox", "batch/pboc-beijing-2"])
def test_passages_are_numbered_in_the_order_of_reading(client: httpx.Client, thing: str) -> None:
    page = client.get(f"/id/{thing}", headers=HTML).text
    marks = list(map(int, re.findall(r'class="mark" href="#passage-(\d+)"', page)))
    assert list(dict.fromkeys(marks)) == list(range(1, max(marks) + 1))
    handout = client.get("/cite.html", params={"of": f"/id/{thing}"}).text.partition("<tbody>")[2]
    said = list(map(int, re.findall(r'<a href="#passage-(\d+)"', handout)))
    assert list(dict.fromkeys(said)) == list(range(1, max(said) + 1))


def test_evidence_folds_only_what_says_the_same(client: httpx.Client) -> None:
    """The number of the batch, from its article, two copies of it and an independent report."""
    query = {"subject": "batch:pboc-beijing-2", "predicate": "sbx:reportedApplications", "object": "11"}
    page = client.get("/lookups/statement-evidence", params=query, headers=HTML).text
    answer = client.get("/lookups/statement-evidence.json", params=query).json()
    origins = {row["origin"]["iri"] for row in answer["rows"]}
    table = page.partition("data-sortable")[2].partition("</table>")[0]
    assert table.count("<tr>") - 1 == len(origins) < len(answer["rows"])
    assert table.count('<li class="copy">') == len(answer["rows"]) - len(origins)


@pytest.mark.parametrize(
    ("lang", "kind", "partners"),
    [
        ("en", "Card network or clearing house", "Works with .+ and [0-9]+ other institutions"),
        ("zh", "清算组织", "合作机构：.+和其他 [0-9]+ 家机构"),
    ],
)
def test_the_first_sentence_of_an_institution_says_what_it_is_and_with_whom_it_works(
    client: httpx.Client, lang: str, kind: str, partners: str
) -> None:
    page = client.get(f"/id/institution/china-unionpay?lang={lang}", headers=HTML).text
    sentence = page.partition('<p class="answer">')[2].partition("</p>")[0]
    assert sentence.startswith(f'<span class="whole">{kind}</span> · ')
    assert re.search(f" · {partners}$", sentence)


@pytest.mark.parametrize(
    ("lang", "pieces"),
    [
        (
            "en",
            [
                "Financial service",
                "Beijing batch 2 (2020)",
                "PBOC FinTech Innovation Regulatory Pilot",
                "Bank of Beijing",
            ],
        ),
        ("zh", ["金融服务", "北京第二批（2020年）", "金融科技创新监管试点", "北京银行"]),
    ],
)
def test_the_first_sentence_names_what_there_is_one_of(client: httpx.Client, lang: str, pieces: list[str]) -> None:
    page = client.get(f"/id/application/bank-of-beijing-inclusive-loan?lang={lang}", headers=HTML).text
    sentence = page.partition('<p class="answer">')[2].partition("</p>")[0]
    assert re.sub("<[^>]+>", "", sentence).split(" · ") == pieces


def test_long_lists_of_a_thing_are_split_by_class(client: httpx.Client) -> None:
    page = client.get("/id/sandbox/pboc-fintech-pilot?lang=en", headers=HTML).text
    shelves = re.findall('<p class="shelf">([0-9]+) ([a-z ]+)</p>', page)
    assert [kind for _, kind in shelves][:2] == ["batches", "applications"]
    contained = client.get("/id/sandbox/pboc-fintech-pilot.json?lang=en").json()["facts"]
    (contains,) = [each for each in contained if each["label"] == "contains"]
    assert sum(int(count) for count, _ in shelves) == len(contains["values"])


def test_a_network_is_drawn_only_where_it_says_more_than_one_link(client: httpx.Client) -> None:
    drawn = {
        path: "<h2>Linked to</h2>" in client.get(f"/id/{path}?lang=en", headers=HTML).text
        for path in ("sandbox/pboc-fintech-pilot", "application/bank-of-beijing-inclusive-loan")
    }
    assert drawn == {"sandbox/pboc-fintech-pilot": False, "application/bank-of-beijing-inclusive-loan": True}


def test_the_table_of_a_network_is_in_the_order_of_dictionaries(client: httpx.Client) -> None:
    path = "/explore?batch=pboc-beijing-1&batch=pboc-beijing-2&sort=name&lang=zh&rows=all"
    names = re.findall(r'<th scope="row"><a [^>]*>(.*?)</a>', client.get(path, headers=HTML).text)
    assert names.index("北京银行") < names.index("中国工商银行")  # the other way round by code point
