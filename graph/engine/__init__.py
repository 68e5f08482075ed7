"""SPARQL engines behind one promise: a query, a media type and a deadline in, bytes out."""
