"""RDF: formats, results, vocabulary, tokens and serialisation, independent of any engine process."""
