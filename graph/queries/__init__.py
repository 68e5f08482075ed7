"""The `.rq` files of the catalogue, and their loader."""
