"""Languages of a register: what it declares is required, and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from sandbox_atlas.graph.loading.dataset import Dataset
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.loading.validation import check

ISO = "http://id.loc.gov/vocabulary/iso639-1/"
EU = "http://publications.europa.eu/resource/authority/language/"


def described(*languages: str) -> Document:
    """The description of a data set in some languages."""
    listed = " , ".join(each if each.startswith('"') else f"<{each}>" for each in languages)
    name = len("".join(languages))  # no two of a test are as long
    text = f"""<https://lake.example/{name}> a <http://www.w3.org/ns/dcat#Dataset> ;
        <http://purl.org/dc/terms/language> {listed} ."""
    return Document(f"{languages}.ttl", ".ttl", text.encode())


def in_english(tiny: Dataset, *descriptions: Document) -> Dataset:
    """The tiny register without its Chinese texts, with descriptions."""
    (document,) = tiny.data
    text = document.content.decode()
    for chinese in (r' , "[^"]*"@zh', r'\S+ rdfs:label "[^"]*"@zh \.', r'rdfs:label "[^"]*"@zh ; '):
        text = re.sub(chinese, "", text)
    assert "@zh" not in text
    return Dataset(tiny.ontology, tiny.shapes, (Document("tiny.trig", ".trig", text.encode()), *descriptions))


@pytest.mark.parametrize("code", [f"{ISO}en", f"{EU}ENG", '"en"'])
def test_texts_in_the_one_language_of_a_register_are_enough(code: str, tiny_dataset: Dataset) -> None:
    assert check(in_english(tiny_dataset, described(code))) == []


def test_without_a_declaration_names_are_english_and_chinese(tiny_dataset: Dataset) -> None:
    found = check(in_english(tiny_dataset))
    assert {each.message.rpartition(" has ")[2] for each in found} == {"no Chinese label.", "no Chinese note."}


def test_a_third_language_is_required_where_it_is_declared_and_of_the_data_only(tiny_dataset: Dataset) -> None:
    found = check(replace(tiny_dataset, data=(*tiny_dataset.data, described(f"{ISO}is"))))
    assert {each.rule for each in found} == {"label-missing"}  # notes are in the languages of the editors
    assert any(each.message == "sandbox:lake has no “is” label." for each in found)
    assert not any(each.message.startswith("kind:") for each in found)  # terms of the ontology


def test_registers_that_are_served_together_need_the_languages_that_they_share(tiny_dataset: Dataset) -> None:
    both = (described(f"{ISO}en", f"{ISO}zh"), described(f"{ISO}en"))
    assert check(in_english(tiny_dataset, *both)) == []
    none_shared = (described(f"{ISO}en"), described(f"{EU}ISL"))
    assert check(in_english(tiny_dataset, *none_shared)) == []
