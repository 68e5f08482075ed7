"""Stores on disk: building one, the folder that holds it, and noticing that it has changed."""
