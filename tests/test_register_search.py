"""Search: any name of a thing, in either language, unfinished or with a slip; best finds first; nothing breaks it."""

from __future__ import annotations

import httpx2 as httpx
import pytest

from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import BadParameterError
from sandbox_atlas.graph.naming.hits import EXACT, FAR
from sandbox_atlas.graph.rdf.vocabulary import SBX, compact, entity_iri

pytestmark = pytest.mark.anyio


# ── The search of an atlas ───────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "first", "about"),
    [
        ("Read Tech", "inst:reed-tech", ["kind:technology-company"]),
        ("harbour pay", "app:harbour-pay", ["batch:lake-1"]),
        ("潮汐", "tech:tide-models", ["tech:water-maths"]),
        ("second batch", "batch:lake-2", ["place:lakeside", "sandbox:lake"]),
    ],
)
async def test_a_find_comes_with_what_tells_it_from_others(
    atlas: Atlas, text: str, first: str, about: list[str]
) -> None:
    found = (await atlas.search(text)).results[0]
    assert compact(found.hit.name.iri) == first
    assert [compact(name.iri) for name in found.about][: len(about)] == about


async def test_the_better_linked_comes_first(atlas: Atlas) -> None:
    found = (await atlas.search("lake", limit=20)).results
    register = await atlas.indexes.register()
    for fit in range(EXACT, FAR + 1):
        degrees = [each.degree for each in found if each.hit.fit == fit]
        assert degrees == sorted(degrees, reverse=True)
    assert {each.hit.name.iri: each.degree for each in found} == {
        each.hit.name.iri: register.degree(each.hit.name.iri) if each.hit.name.iri in register else 0 for each in found
    }


async def test_suggestions_come_from_the_same_index(atlas: Atlas) -> None:
    found = await atlas.search("reed-teck", limit=3)
    assert (found.results, found.total) == ([], 0)
    assert [each.hit.name for each in found.guesses] == await atlas.names.near("reed-teck")


async def test_kinds_go_by_path_prefix_or_class_and_others_are_refused(atlas: Atlas) -> None:
    for kind in ("institution", "inst", "sbx:Institution"):
        assert {each.hit.name.class_iri for each in (await atlas.search("n", (kind,))).results} == {f"{SBX}Institution"}
    with pytest.raises(BadParameterError, match="'kind' is one of"):
        await atlas.search("n", ("ship",))
    with pytest.raises(BadParameterError, match="from 1 to 100"):
        await atlas.search("n", limit=101)


async def test_the_register_is_read_once_and_then_kept(atlas: Atlas) -> None:
    assert await atlas.indexes.register() is await atlas.indexes.register()


# ── Over HTTP ────────────────────────────────────────────────────────────────


def test_search_answers_with_things_and_the_name_that_fits(client: httpx.Client) -> None:
    answer = client.get("/search", params={"q": "工商银", "lang": "en", "kind": "institution"}).json()
    first = answer["results"][0]
    assert first["iri"] == entity_iri("institution", "icbc")
    assert first["href"] == "/id/institution/icbc"
    assert first["class"] == "sbx:Institution"
    assert first["kind"] == "Institution"
    assert "工商银" in first["matched"]
    assert first["label"] not in first["names"]
    assert first["facts"].startswith("Institution · ")
    assert answer["count"] == len(answer["results"]) <= 10
    chinese = client.get("/search", params={"q": "icbc", "lang": "zh"}).json()["results"][0]
    assert (chinese["kind"], chinese["lang"]) == ("机构", "zh")


@pytest.mark.parametrize("text", ["", "%", "\x00", "zzzzqqqq", "a" * 5000, "*:*", "北" * 2000])
def test_absurd_searches_have_no_results_and_no_error(client: httpx.Client, text: str) -> None:
    response = client.get("/search", params={"q": text})
    assert response.status_code == 200
    assert (response.json()["count"], response.json()["results"]) == (0, [])


@pytest.mark.parametrize(
    "query",
    [
        "q=a&limit=0",
        "q=a&limit=x",
        "q=a&limit=101",
        "q=a&kind=ship",
        "q=a&limit=١",
        "q=a&offset=-1",
        "q=a&page=2",
        "q=a&ofset=1",
        "q=a&utm_source=x",
    ],
)
def test_a_wrong_parameter_of_a_search_is_said(client: httpx.Client, query: str) -> None:
    response = client.get(f"/search?{query}")
    assert response.status_code == 400
    assert response.json()["type"].endswith("bad-parameter")


def test_the_search_is_a_page_for_whoever_presses_enter(server: str) -> None:
    with httpx.Client(base_url=server, headers={"Accept": "text/html"}) as client:
        found = client.get("/search", params={"q": "minsheng bnak"})
        nothing = client.get("/search", params={"q": "qqqqzzzz"})
        empty = client.get("/search")
        hostile = client.get("/search", params={"q": "<script>alert(1)</script>"})
    assert "China Minsheng Bank" in found.text
    assert 'href="/id/institution/minsheng-bank"' in found.text
    assert "No matches for “" in nothing.text
    assert "by pinyin" in empty.text
    assert "<h2>Did you mean</h2>" in found.text
    assert "<h2>" not in nothing.text
    assert "<script>alert" not in hostile.text
    assert {answer.status_code for answer in (found, nothing, empty, hostile)} == {200}


# ── What others asked in vain ────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("網商銀行", "institution/mybank"),
        ("金管會", "regulator/fsc-taiwan"),
        ("臺灣", "place/taiwan"),
        ("台灣", "place/taiwan"),
        ("建設銀行", "institution/china-construction-bank"),
        ("中國銀行", "institution/bank-of-china"),
        ("華為", "institution/huawei"),
        ("騰訊", "institution/tencent-cloud-computing"),
        ("區塊鏈", "technology/blockchain"),
        ("UAE", "place/united-arab-emirates"),
        ("icbc bank", "institution/icbc"),
        ("hsbc bank", "institution/hsbc"),
        ("ICBC Bank of China", "institution/icbc"),
        ("gongshang yinhang", "institution/icbc"),
        ("zhōngguó yínháng", "institution/bank-of-china"),
        ("https://w3id.org/sandbox-atlas/id/institution/icbc", "institution/icbc"),
        ("https://atlas.example/id/institution/icbc.ttl?lang=zh#x", "institution/icbc"),
        ("localhost:8000/id?iri=https://w3id.org/sandbox-atlas/id/institution/icbc", "institution/icbc"),
        (" <https://w3id.org/sandbox-atlas/id/institution/icbc>", "institution/icbc"),
        ("https://w3id.org/sandbox-atlas/id/institution/icbc/", "institution/icbc"),
        ("https://atlas.example/atlas/id/institution/icbc/", "institution/icbc"),
        ("institution/icbc", "institution/icbc"),
        ("inst:icbc", "institution/icbc"),
        ("Lloyd's", "institution/lloyds-banking-group"),
        ("People’s Bank", "regulator/pboc"),
        ("e KYC", "technology/e-kyc"),
    ],
)
def test_what_is_meant_comes_first(client: httpx.Client, text: str, first: str) -> None:
    found = client.get("/search", params={"q": text}).json()
    assert found["results"][0]["iri"].endswith(f"/{first}")
    assert found["suggestions"] == []


@pytest.mark.parametrize(
    "text",
    [
        "http://[",
        "OCBC",
        "ocbc",
        "AFM",
        "DBS",
        "NAB",
        "AWS",
        "CBN",
        "OCBC bank",
        "xian",
        "区连",
        "块区链",
        "江海银行",
    ],
)
def test_no_similar_name_stands_in_for_a_short_one_that_nothing_has(client: httpx.Client, text: str) -> None:
    found = client.get("/search", params={"q": text}).json()
    assert (found["total"], found["results"], found["suggestions"]) == (0, [], [])


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("区块连", ["区块链"]),
        ("區塊連", ["区块链"]),
        ("大数剧", ["大数据"]),
        ("招尚银行", ["招商银行"]),
        ("招商很行", ["招商银行"]),
    ],
)
def test_a_short_chinese_name_may_have_one_other_sign_where_only_one_thing_is_meant(
    client: httpx.Client, text: str, meant: list[str]
) -> None:
    found = client.get("/search", params={"q": text, "lang": "zh"}).json()
    assert (found["total"], found["results"]) == (0, [])
    assert [each["label"] for each in found["suggestions"]] == meant


def test_similar_names_are_guesses_and_not_counted(client: httpx.Client) -> None:
    found = client.get("/search", params={"q": "Bank of Chna"}).json()
    assert (found["total"], found["count"], found["results"], found["next"]) == (0, 0, [], None)
    assert found["suggestions"][0]["href"] == "/id/institution/bank-of-china"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lloyd's", "Lloyds"),
        ("Fin-Tech", "fintech"),
        ("big data", "BigData"),
        ("Quebec", "ＱＵÉＢＥＣ"),
        ("京東", "京东"),
        ("工商銀行", "工商银行"),
    ],
)
def test_two_spellings_of_a_name_find_the_same(client: httpx.Client, one: str, other: str) -> None:
    found = [client.get("/search", params={"q": text, "limit": "100"}).json() for text in (one, other)]
    assert found[0]["total"] == found[1]["total"] > 0
    assert [each["iri"] for each in found[0]["results"]] == [each["iri"] for each in found[1]["results"]]


def test_pages_of_results_hold_each_thing_once_and_the_total_counts_all(client: httpx.Client) -> None:
    seen: list[str] = []
    address: str | None = "/search?q=bank&limit=60"
    while address:
        answer = client.get(address).json()
        assert answer["offset"] == len(seen)
        assert answer["count"] == len(answer["results"])
        seen += [each["iri"] for each in answer["results"]]
        address = answer["next"]
    assert len(seen) == len(set(seen)) == answer["total"] > 100
    beyond = client.get("/search?q=bank&offset=9000").json()
    assert (beyond["results"], beyond["total"], beyond["next"]) == ([], len(seen), None)
    first = client.get("/search?q=bank", headers={"Accept": "text/html"}).text
    assert f"{len(seen)} results · showing 1–40" in first
    second = client.get("/search?q=bank&offset=40&utm_source=x", headers={"Accept": "text/html"}).text
    assert "showing 41–80" in second
    assert 'href="/search?q=bank" rel="prev"' in second
    assert 'href="/search?q=bank&amp;offset=80" rel="next"' in second
    past = client.get("/search?q=bank&offset=9000", headers={"Accept": "text/html"}).text
    assert f'offset={(len(seen) - 1) // 40 * 40}" rel="prev"' in past


@pytest.mark.parametrize(
    ("text", "question", "values"),
    [
        ("tech companies China", "institutions", {"kind": "technology company", "place": "China"}),
        ("fintech firms in the UK", "institutions", {"kind": "technology company", "place": "United Kingdom"}),
        ("北京的科技公司", "institutions", {"place": "Beijing", "kind": "technology company"}),
        ("北京区块链", "applications-by-technology", {"place": "Beijing", "technology": "blockchain"}),
        ("Which institutions are in several batches?", "institutions-in-multiple-batches", {}),
        ("哪些机构多次入选", "institutions-in-multiple-batches", {}),
        ("share of blockchain over time", "technologies-over-time", {"technology": "blockchain"}),
        ("where do sources disagree", "disagreements", {}),
    ],
)
def test_a_text_finds_the_question_that_it_asks(
    client: httpx.Client, text: str, question: str, values: dict[str, str]
) -> None:
    found = client.get("/search", params={"q": text}).json()["questions"]
    assert found[0]["name"] == question
    assert found[0]["facts"] == " · ".join(f"{name.capitalize()}: {of}" for name, of in values.items())
    assert client.get(found[0]["href"], headers={"Accept": "text/html"}).status_code == 200
    page = client.get("/search", params={"q": text}, headers={"Accept": "text/html"}).text
    assert found[0]["title"] in page
    assert "No matches for" not in page


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Beijing",
        "banks",
        "asdf qwer",
        "OCBC",
        "Beijing batch 2",
        "new in Beijing batch 2",
        "人工行为的应用",
        "其中行业应用",
    ],
)
def test_no_question_is_guessed_where_a_text_asks_none(client: httpx.Client, text: str) -> None:
    """A name by itself is a thing, and one of two batches may be the earlier or the later."""
    assert client.get("/search", params={"q": text}).json()["questions"] == []
