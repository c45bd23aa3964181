"""Addresses that come from outside, and where they may lead: only to this site's own pages."""

from urllib.parse import quote, urlsplit

from fastapi import Request

SIGN_IN = "/sign-in"


def own_address(wanted: str, *, otherwise: str = "/") -> str:
    """Return the address if it is a path of this site, else another one; never a way to another site."""
    parts = urlsplit(wanted)
    is_path = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    is_plain = wanted.isprintable() and "\\" not in wanted
    return wanted if is_path and is_plain and not parts.scheme and not parts.netloc else otherwise


def address_of(request: Request) -> str:
    """Return the path and query of the page that is asked for."""
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path


def sign_in_for(address: str) -> str:
    """Return the sign-in page that leads on to an address."""
    return SIGN_IN if address == "/" else f"{SIGN_IN}?next={quote(address, safe='/')}"


def is_fragment(request: Request) -> bool:
    """Return whether htmx asks, which takes a part of a page instead of a whole one."""
    return request.headers.get("hx-request") == "true"
