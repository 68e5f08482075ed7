"""Routes: each parses, calls one function of the atlas, and shapes the answer."""
