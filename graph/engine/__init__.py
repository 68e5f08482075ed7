"""SPARQL engines behind one interface: a query, a media type and a deadline in, bytes out."""
