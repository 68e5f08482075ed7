"""Pages: templates, links, citations, figures, downloads and static files."""
