"""Benchmarks and screenshots: scripts that the Makefile runs."""
