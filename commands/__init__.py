"""The commands of `onething`, one module each; cli.py puts them together."""
