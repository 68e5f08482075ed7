"""From files to a checked, immutable snapshot."""
