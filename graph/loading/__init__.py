"""Loading: files are read into documents, checked, and become an immutable snapshot."""
