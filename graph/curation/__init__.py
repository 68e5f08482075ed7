"""Curation: what brings documents into a register: drafts of announcements."""
