"""Questions: the catalogue of `.rq` files, parameter binding, lookups and how answers are shown."""
