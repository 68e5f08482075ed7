"""Agents: the atlas over the Model Context Protocol, where every row carries its passages."""
