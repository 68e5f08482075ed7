"""Drafting: reads an announcement by patterns and known names; the same text always gives the same draft."""

from __future__ import annotations

from collections import Counter

from sandbox_atlas.graph.curation.drafting.batches import announced
from sandbox_atlas.graph.curation.drafting.belonging import set_exits_apart, set_others_apart
from sandbox_atlas.graph.curation.drafting.circumstances import place, sandbox
from sandbox_atlas.graph.curation.drafting.dates import publication
from sandbox_atlas.graph.curation.drafting.document import Document
from sandbox_atlas.graph.curation.drafting.draft import Draft, DraftedApplication, Involvement
from sandbox_atlas.graph.curation.drafting.grammar.alone import read_alone
from sandbox_atlas.graph.curation.drafting.grammar.cases import read_cases
from sandbox_atlas.graph.curation.drafting.grammar.counted_zh import read_counted_zh
from sandbox_atlas.graph.curation.drafting.grammar.described import read_described
from sandbox_atlas.graph.curation.drafting.grammar.headed_zh import read_headed_zh
from sandbox_atlas.graph.curation.drafting.grammar.referred import read_referred
from sandbox_atlas.graph.curation.drafting.known import KnownNames
from sandbox_atlas.graph.curation.drafting.label_lines import read_label_lines
from sandbox_atlas.graph.curation.drafting.labels import read_labels
from sandbox_atlas.graph.curation.drafting.languages import is_read
from sandbox_atlas.graph.curation.drafting.lines import read_lines, read_under_headings
from sandbox_atlas.graph.curation.drafting.over_lines import read_over_lines
from sandbox_atlas.graph.curation.drafting.plain import Text, lower
from sandbox_atlas.graph.curation.drafting.prose import read_prose
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.run_together import read_run_together
from sandbox_atlas.graph.curation.drafting.sections import add_types_of_counts, add_types_of_sections
from sandbox_atlas.graph.curation.drafting.tables import read_tables
from sandbox_atlas.graph.curation.drafting.technologies import add_technologies
from sandbox_atlas.graph.curation.drafting.totals import add_totals, compare_totals, stated
from sandbox_atlas.graph.curation.drafting.unread import unread


def draft(document: Document, known: KnownNames) -> Draft:
    """The draft of an announcement.

    Args:
        document: The announcement as it was read.
        known: The names of a register.
    """
    text = Text(document.text)
    known = known.of_field
    reading = Reading(text, known.taiwanese if text.is_traditional else known)
    reading.findings.extend(document.findings)
    made = Draft(document.text, findings=reading.findings)
    if not document.text.strip():
        return made
    if is_read(document.text):
        _read(reading, made)
    else:
        _read_names(reading, made)
    made.unread = unread(reading)
    return made


def _read(reading: Reading, made: Draft) -> None:
    read_label_lines(reading)
    read_labels(reading)
    read_tables(reading)
    read_run_together(reading)
    read_counted_zh(reading)
    read_cases(reading)
    read_lines(reading)
    read_under_headings(reading)
    read_headed_zh(reading)
    read_over_lines(reading)
    read_prose(reading)
    read_referred(reading)
    read_alone(reading)
    read_described(reading)
    reading.applications.sort(key=lambda each: each.position)
    _remove_repeated(reading)
    add_types_of_counts(reading)
    add_types_of_sections(reading)
    set_exits_apart(reading)
    made.batch, number = announced(reading)
    add_technologies(reading)
    made.sandbox, made.place = (
        sandbox(reading),
        place(reading, number, made.batch.position if made.batch else None),
    )
    set_others_apart(reading, number, made.place)
    made.applications, made.institutions = reading.applications, _without_repeats(reading)
    start = min((each.position[0] for each in reading.applications), default=None)
    add_totals(reading, made.totals, stated(reading, number, start))
    made.technologies = list({each.value: each for each in reversed(reading.of_batch)}.values())[::-1]
    made.date = publication(reading, number)
    compare_totals(reading, made.totals, number)
    unclear = {finding.position for finding in reading.findings if finding.rule == "order-unclear"}
    for each in reading.applications:
        if each.name is None and each.description and each.description.position not in unclear:
            message = "This application is described, not named: it is kept without a name."
            reading.find("described", message, each.description.position, "note")
        if each.name and not each.institutions:
            message = f"“{each.name.value}” is named without an institution."
            reading.find("no-institution", message, each.name.position, "note")
    _say_what_is_apart(reading, made)
    if not made.applications and not made.institutions:
        reading.find(
            "nothing-found", "No application and no institution was found: write them by hand, or look at the text."
        )


def _say_what_is_apart(reading: Reading, made: Draft) -> None:
    """A finding where the text lists applications and institutions, and joins none of the ones to the others."""
    alone = [each for each in made.applications if not each.institutions]
    is_said = any(finding.rule == "order-unclear" for finding in reading.findings)
    if alone and not is_said and len(alone) == len(made.applications) and made.institutions:
        message = (
            f"The text lists {len(alone)} applications and {len(made.institutions)} institutions, and joins none to the"
            " other: no applicant is proposed. Look who applies with which in another source."
        )
        reading.find("not-joined", message, (alone[0].position[0], alone[-1].position[1]))


def _remove_repeated(reading: Reading) -> None:
    """Drop what was read twice, and say which applications have one name."""
    kept: dict[tuple[str, frozenset[str]], DraftedApplication] = {}
    for each in reading.applications:
        names = frozenset(i.name.value for i in each.institutions)
        key = (_key(each), names)
        if each.name is None or key not in kept:
            kept[(*key, each.position) if each.name is None else key] = each  # type: ignore[index] # a longer key is a key
    reading.applications[:] = kept.values()
    counted = Counter(_key(each) for each in reading.applications if each.name)
    for each in reading.applications:
        if each.name and counted[_key(each)] > 1:
            message = f"Several applications are named “{each.name.value}”: they are kept apart."
            reading.find("same-name", message, each.name.position)


def _key(application: DraftedApplication) -> str:
    return lower(application.name.value).strip('“”"《》「」 ') if application.name else ""


def _without_repeats(reading: Reading) -> list[Involvement]:
    """The institutions without an application, each once; "A and B" is none where A and B are named by themselves."""
    joined = {i.name.value for a in reading.applications for i in a.institutions}
    named = joined | {each.name.value for each in reading.loose}
    found: dict[str, Involvement] = {}
    for each in reading.loose:
        parts = each.name.value.split(" and ")
        if each.name.value not in joined and not (len(parts) > 1 and named.issuperset(parts)):
            found.setdefault(each.name.value, each)
    return sorted(found.values(), key=lambda each: each.name.position)


def _read_names(reading: Reading, made: Draft) -> None:
    """Find what the register knows in a text of another language."""
    message = "The text is neither Chinese nor English, so it was not read; only names of the register were looked for."
    reading.find("language-not-read", message)
    seen: set[str] = set()
    for mention in reading.known.find(reading.text, "institution"):
        words = reading.text.of(mention.span)
        if any(kind == "institution" for kind, _ in mention.things) and words not in seen and len(words) > 2:
            seen.add(words)
            made.institutions.append(
                Involvement(reading.claim(mention.span, (iri for _, iri in mention.things)), "mentioned")
            )
    made.sandbox = sandbox(reading)
