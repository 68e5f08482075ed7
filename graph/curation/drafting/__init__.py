"""Drafting: reads an announcement and proposes what it says, with the position of every claim."""
