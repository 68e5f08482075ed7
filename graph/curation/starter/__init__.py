"""Starter: a register of one's own, from files with texts in the languages that it is to have."""
