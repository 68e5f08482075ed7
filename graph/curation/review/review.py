"""Reviews: a draft with what a curator decided about each of its claims, as the review page sends and keeps it."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sandbox_atlas.graph.errors import BadParameterError

Span = tuple[int, int]
State = Literal["open", "accepted", "rejected"]
APPLICANT: Final = "applicant"
PARTICIPANT: Final = "participant"
_LONGEST: Final = 6_000_000
_MOST: Final = 5_000


class _Part(BaseModel):
    """A part of a review; a member that it does not have is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ReviewedClaim(_Part):
    """Something that the text says.

    Attributes:
        value: As printed, or in a fixed form: a day, a number, a type.
        position: The words of the text that say so: start and end in code points; None where nobody showed them.
        entity: Reference of the entry that it means, such as `icbc`; empty where its name alone decides.
    """

    value: str = Field(max_length=2_000)
    position: Span | None = None
    entity: str = Field(default="", max_length=500)


class ReviewedInstitution(ReviewedClaim):
    """An institution as printed, and what it does.

    Attributes:
        role: The English label of a role of the register.
    """

    role: str = Field(default=APPLICANT, max_length=100)


class ReviewedApplication(_Part):
    """An application as the curator leaves it.

    Attributes:
        state: What was decided; only accepted ones are saved.
        entry: Slug of the entry that it is, or "new"; empty where its name decides.
        name: Its name as printed.
        is_described: Whether the text describes it without a name.
        ours: The curator's own names for it, by language.
        institutions: Who is involved.
        technologies: Its technologies as printed.
        type: "financial service" or "technology product".
        cells: What else is said of it, such as its field of finance with the basis, by the headings of sheets.
        position: The words of the text that speak of it.
    """

    state: State = "open"
    entry: str = Field(default="", max_length=200)
    name: ReviewedClaim | None = None
    is_described: bool = False
    ours: dict[str, str] = Field(default_factory=dict, max_length=20)
    institutions: tuple[ReviewedInstitution, ...] = Field(default=(), max_length=500)
    technologies: tuple[ReviewedClaim, ...] = Field(default=(), max_length=200)
    type: ReviewedClaim | None = None
    cells: dict[str, str] = Field(default_factory=dict, max_length=40)
    position: Span | None = None


class NewEntry(_Part):
    """An entry that the register does not have yet, or of which more is told.

    Attributes:
        kind: Its kind, such as `institution`.
        cells: What is said of it, by the headings of sheets.
        position: The words of the text that say so; None for what the editors add.
    """

    kind: str = Field(max_length=60, pattern="^[a-z-]+$")
    cells: dict[str, str] = Field(max_length=40)
    position: Span | None = None


class ReviewedBatch(_Part):
    """What the text says of the batch as a whole.

    Attributes:
        entry: Slug of the batch.
        published: Its day of publication.
        announced: How many applications the text announces.
        services: How many of them are financial services.
        products: How many of them are technology products.
        technologies: Technologies that the text says of the whole batch.
        institutions: Institutions that the text joins to no application.
        cells: What else is said of it, by the headings of sheets.
        position: The words of the text that speak of it.
    """

    entry: str = Field(default="", max_length=200)
    published: ReviewedClaim | None = None
    announced: ReviewedClaim | None = None
    services: ReviewedClaim | None = None
    products: ReviewedClaim | None = None
    technologies: tuple[ReviewedClaim, ...] = Field(default=(), max_length=200)
    institutions: tuple[ReviewedInstitution, ...] = Field(default=(), max_length=500)
    cells: dict[str, str] = Field(default_factory=dict, max_length=40)
    position: Span | None = None


class Review(_Part):
    """A review of one announcement.

    Attributes:
        document: What the document is called.
        text: Its text, in which positions count.
        lang: Language of the names in it; empty where their characters decide between Chinese and English.
        note: What somebody who suggests an edit says to the curator; it is not saved.
        by: Name of the curator.
        file: Name of the file that is saved, without its suffix.
        source: Slug of the source that the document is.
        editors: Slug of the source of what the editors add, such as names of their own.
        sandbox: Slug of the sandbox, where there are no batches.
        batch: What is said of the batch.
        applications: The applications.
        entries: Entries that are new.
    """

    document: str = Field(default="", max_length=500)
    text: str = Field(max_length=_LONGEST)
    lang: str = Field(default="", pattern=r"^(?:[a-z]{2,3}(?:-[a-z0-9]{1,8})*)?$")
    note: str = Field(default="", max_length=20_000)
    by: str = Field(default="", max_length=200)
    file: str = Field(default="", max_length=80, pattern=r"^(?:[a-z0-9]+(?:-[a-z0-9]+)*)?$")
    source: str = Field(default="", max_length=200)
    editors: str = Field(default="editors", max_length=200)
    sandbox: str = Field(default="", max_length=200)
    batch: ReviewedBatch = ReviewedBatch()
    applications: tuple[ReviewedApplication, ...] = Field(default=(), max_length=_MOST)
    entries: tuple[NewEntry, ...] = Field(default=(), max_length=_MOST)


def read(content: bytes) -> Review:
    """The review that JSON holds.

    Raises:
        BadParameterError: It is no JSON, or no review; the message says where.
    """
    try:
        return Review.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        place = "/".join(str(each) for each in first["loc"])
        raise BadParameterError(
            f"This is no review: {first['msg'].lower()}" + (f" at /{place}." if place else "."),
            "Open a review or a proposal that the page /edit or a page “Suggest an edit” wrote.",
        ) from error
