"""How large a file is, in words."""

_STEP = 1024


def size_words(size: int) -> str:
    """Write a size in the largest unit that fits, such as 1.4 MB."""
    if size < _STEP:
        return f"{size} B"
    if size < _STEP**2:
        return f"{size / _STEP:.0f} KB"
    return f"{size / _STEP**2:.1f} MB"
