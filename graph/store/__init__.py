"""Stores on disk: building a store, the folder that holds it, and change detection."""
