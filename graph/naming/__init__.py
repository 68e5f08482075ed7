"""Names: the labels of every thing, and an index to search them."""
