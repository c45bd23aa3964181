"""Durable shells: wait, ask the domain, have it recorded."""
