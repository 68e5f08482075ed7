"""The SPARQL endpoint: a plain ASGI application in front of the routes."""
