"""Where a seller helps: a stranger's phone, e-mail and page, shown as plain text and only where they are such."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from tools.beckn.plain import visible
from tools.offers import Support
from tools.reading import Json, words

LONGEST = 120
_PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{4,24}[0-9]")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


def reachable(said: Mapping[str, Json], bpp_uri: str | None) -> Support:
    """Return what is a phone number, an e-mail address or an https address in plain letters; nothing else is shown.

    A page is shown only on the seller's own host, that of its `bpp_uri`, or under it.
    """
    url = _clean(said.get("url"))
    return Support(
        phone=_matching(_PHONE, _clean(said.get("phone")) or _clean(said.get("callback_phone"))),
        email=_matching(_EMAIL, _clean(said.get("email"))),
        url=url if url and _is_page(url) and _is_under(url, bpp_uri) else None,
    )


def _clean(value: Json) -> str | None:
    """Return words of ordinary length in which nothing is hidden."""
    said = (words(value) or "").strip()
    return said if said and len(said) <= LONGEST and visible(said) == said else None


def _matching(pattern: re.Pattern[str], said: str | None) -> str | None:
    return said if said and pattern.fullmatch(said) else None


def _is_page(url: str) -> bool:
    """Tell whether it is an https address of a named host: no user, no port, no letters that look like others."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    named = _HOST.fullmatch(parts.netloc) is not None and not parts.netloc.replace(".", "").isdigit()
    return parts.scheme == "https" and named and url.isascii() and " " not in url


def _is_under(url: str, bpp_uri: str | None) -> bool:
    """Tell whether a page is on the host of a seller's address, or of a name under it."""
    try:
        own, host = urlsplit(bpp_uri or "").hostname, urlsplit(url).hostname
    except ValueError:
        return False
    return own is not None and host is not None and (host == own or host.endswith(f".{own}"))
