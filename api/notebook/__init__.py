"""The Python API: an atlas for notebooks and scripts, without a server."""
