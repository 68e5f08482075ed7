"""Sandbox Atlas without HTTP: RDF files in, answers, evidence and networks out. `graph.atlas.Atlas` is the door."""
