"""Placing: positions of the nodes of one connected network – start, springs, clusters, and no overlaps."""
