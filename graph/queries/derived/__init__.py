"""Queries for data whose profile is derived: those that differ from the register's, and questions about any RDF."""
