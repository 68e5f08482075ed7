"""The worker pool: a fork server, worker processes and the lanes in which queries wait."""
