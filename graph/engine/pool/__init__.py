"""Worker pool: a fork server, its worker processes, and the lanes in which queries wait for them."""
