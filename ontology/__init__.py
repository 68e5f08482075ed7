"""The vocabulary of Sandbox Atlas: ontology, concept schemes, shapes and checks, as RDF files."""
