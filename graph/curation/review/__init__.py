"""Reviews of drafts: what a curator decided about each claim of an announcement, as statements of a register."""
