"""The register: entities, search, comparison, timelines and evidence."""
