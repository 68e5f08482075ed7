"""The registers that ship with Sandbox Atlas, as TriG files: one named graph per source passage."""
