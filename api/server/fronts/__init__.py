"""Several processes at one address: the server, and fronts beside it."""
