"""HTTP: negotiation, headers, cache, rate limit, access log. Nothing here knows a route."""
