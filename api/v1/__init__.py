"""The JSON API: what a page can do, the API can do."""
