"""What tests and benchmarks share: servers, a browser, the engines, invented registers."""
