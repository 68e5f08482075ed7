"""The SPARQL endpoint: a plain ASGI application before routes and middlewares, with a cache of bytes in front of it."""
