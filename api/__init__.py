"""The shells around `graph`: HTTP and the command line."""
