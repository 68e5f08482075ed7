"""Conformance: where the embedded engine's library departs from SPARQL 1.1, its queries are mended or refused here."""
