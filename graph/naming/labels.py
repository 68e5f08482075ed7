"""Labels: choose what a thing, such as a batch or an institution, is called in the language of a reader."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox_atlas.graph.rdf.vocabulary import LANGUAGES, compact, kind_and_slug


@dataclass(slots=True)
class Name:
    """The names of one thing.

    Attributes:
        iri: The thing.
        labels: Its label by language.
        others: Other names and names as printed.
        class_iri: The class that it is drawn as; empty when there is none.
    """

    iri: str
    labels: dict[str, str] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    class_iri: str = ""

    @property
    def reference(self) -> str:
        """Kind and slug as addresses have them, such as "institution/icbc"; empty for a thing from elsewhere."""
        return "/".join(kind_and_slug(self.iri) or ())

    def add(self, text: str, tag: str, *, is_label: bool) -> None:
        """Add a name; what is no label, or the second one of its language, is another name."""
        if is_label and tag not in self.labels:
            self.labels[tag] = text
        elif text not in self.others:
            self.others.append(text)

    def _tag(self, lang: str) -> str | None:
        """The tag of the label in a language, else in a variety of it, else in another language."""
        for wanted in (lang, *LANGUAGES, ""):
            if wanted in self.labels:
                return wanted
            variety = next((tag for tag in self.labels if wanted and tag.startswith(f"{wanted}-")), None)
            if variety:
                return variety
        return next(iter(self.labels), None)

    def label(self, lang: str) -> str:
        """The label in a language, else in another, else another name, else the end of the IRI."""
        tag = self._tag(lang)
        if tag is not None:
            return self.labels[tag]
        return self.others[0] if self.others else compact(self.iri)

    def elsewhere(self, lang: str) -> dict[str, str]:
        """The labels in other languages by tag, each text once, without the result of `label`."""
        found: dict[str, str] = {}
        for tag, text in self.labels.items():
            if text != self.label(lang) and text not in found.values():
                found[tag] = text
        return found

    def label_language(self, lang: str) -> str:
        """The language tag of the result of `label`; empty when that is no label."""
        return self._tag(lang) or ""
