"""The HTTP server process and its connections."""
