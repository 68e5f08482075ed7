"""Grammar: what the clauses of a sentence say of one application, each by itself: who does what."""
