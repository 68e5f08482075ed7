"""The W3C's test suites, run through the project; see docs/conformance.md."""
