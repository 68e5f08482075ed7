"""RDF: media types, results, vocabulary, tokens. It knows no engine."""
