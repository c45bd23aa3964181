"""The definitions and the registry as data, and their readers."""
