"""Web addresses: which strings are one, whose they are, and which of an article's many addresses stands for all.

`canonical_url` is for comparing. What is fetched and shown is the address as it was found, which the caller keeps.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

from newsfold.tracking import names_the_page

_LONGEST_URL = 2000
_NOT_IN_URL = re.compile(r"[\x00-\x20\x7f-\x9f\"<>\\^`{|}\ud800-\udfff]")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_TWINS = {"http": "https", "https": "http"}
_ASCII = "".join(map(chr, range(0x21, 0x7F)))
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")  # RFC 3986, 2.3
_SLASHES = re.compile(r"/{2,}")
_SESSION = re.compile(r";jsessionid=[^/]*", re.IGNORECASE)
_HASHBANG = "!"  # "#!/2026/crane" names a page; any other fragment a place on one
# An AMP page as Google keeps it: "s" stands for https. https://developers.google.com/amp/cache/overview
_AMP_CACHES = (
    (re.compile(r"\.cdn\.ampproject\.org$"), re.compile(r"/[cv]/(s/)?([^/]+\.[^/]+)(/.*)?$")),
    (re.compile(r"(?:^|\.)google\.[a-z.]{2,6}$"), re.compile(r"/amp/(s/)?([^/]+\.[^/]+)(/.*)?$")),
)
_AMP_SUFFIX = re.compile(r"(?<=[^.])(?:\.amp)+(\.html?)?$", re.IGNORECASE)
_AMP_ENTITY = re.compile(r"^(?:amp;)+")  # the rest of an "&amp;" that was escaped twice
_DRESSES = frozenset({"amp", "m", "mobile", "mobil"})  # labels of hosts that serve the same pages in another form


def web_address(url: str | None) -> str | None:
    """`url` if it is an absolute http or https address of bearable length, else None."""
    address = url.strip() if url else ""
    if len(address) > _LONGEST_URL or _NOT_IN_URL.search(address):
        return None
    return address if host(address) else None


def host(url: str | None) -> str | None:
    """The host name of an http or https address, without "www."; None if it has none."""
    try:
        parts = urlsplit(url or "")
        name = parts.hostname if parts.scheme in {"http", "https"} else None
    except ValueError:  # "http://[" and its like
        return None
    return (name or "").removeprefix("www.") or None


def site(url: str | None) -> str | None:
    """The host that publishes what `url` leads to: `host` of the canonical address. None if it is no address."""
    canonical = canonical_url(url)
    return host(canonical)


def joined(base: str, reference: str | None) -> str | None:
    """`reference` seen from `base`, if that makes an absolute http or https address of bearable length."""
    try:
        return web_address(urljoin(base, reference.strip())) if reference and reference.strip() else None
    except ValueError:  # "http://[" and its like
        return None


def canonical_url(raw: str | None, rel_canonical: str | None = None) -> str | None:
    """The one address that stands for all under which a page is reached; None if `raw` is no http or https address.

    Host in lower case and ASCII, without default port, user and password; the path without dot segments, doubled slashes and session;
    escapes only where they are needed; no fragment; parameters in order, without those that only track; AMP and mobile pages by the
    address of the ordinary page. "www." and the scheme stay as they are. Calling it again changes nothing.

    `rel_canonical` is what the page names as its address, and is believed only inside the same registered domain (elsewhere it
    names whom a page was copied from) and only if it is not merely the front page.
    """
    own = _canonical(raw)
    if own is None or raw is None:
        return None
    stated = _canonical(joined(raw, rel_canonical))
    return stated if stated and _may_stand_for(urlsplit(stated), urlsplit(own)) else own


def twin(address: str) -> str:
    """The same address with the other scheme, http or https; what is no such address, as it is.

    They are two addresses, and one page: `canonical_url` keeps them apart, because the scheme of what was stored years ago cannot be
    known by an address of today; whoever looks for a page looks for both. Of 10,888 addresses to which 181 news pages link, 125 are
    written both ways; of the first 60 of those, all are one page (2026-11). A site that moves to https lists all its articles anew.
    """
    scheme, colon, rest = address.partition("://")
    return f"{_TWINS[scheme]}{colon}{rest}" if colon and scheme in _TWINS else address


def _may_stand_for(stated: SplitResult, own: SplitResult) -> bool:
    is_front, from_front = (parts.path == "/" and not parts.query for parts in (stated, own))
    return _domain(stated.hostname or "") == _domain(own.hostname or "") and (from_front or not is_front)


def _canonical(raw: str | None) -> str | None:
    address = web_address(raw)
    if address is None:
        return None
    parts = urlsplit(_cached_page(address))
    netloc = _netloc(parts)
    if netloc is None:
        return None
    fragment = parts.fragment if parts.fragment.startswith(_HASHBANG) else ""
    canonical = urlunsplit((parts.scheme, netloc, _path(parts.path), _query(parts.query), _escaped(fragment)))
    page = _cached_page(canonical)
    return web_address(canonical) if page == canonical else _canonical(page)


def _cached_page(address: str) -> str:
    """The address of the page that a cache of AMP pages keeps; any other address as it is."""
    parts = urlsplit(address)
    for caches, kept in _AMP_CACHES:
        found = kept.match(parts.path) if caches.search(parts.hostname or "") else None
        if found:
            page = f"{'https' if found[1] else 'http'}://{found[2]}{found[3] or '/'}{'?' * bool(parts.query)}{parts.query}"
            return _cached_page(page) if host(page) else address
    return address


def _netloc(parts: SplitResult) -> str | None:
    """Host, and the port if it is a special one; None if the port is no number, or no name could stand there."""
    try:
        port = parts.port
        name = (parts.hostname or "").rstrip(".").encode("idna").decode("ascii").lower()
    except (UnicodeError, ValueError):
        return None
    if not name:
        return None
    bare = _ordinary(name)
    shown = f"[{bare}]" if ":" in bare else bare
    return shown if port in {None, _DEFAULT_PORTS[parts.scheme]} else f"{shown}:{port}"


def _ordinary(name: str) -> str:
    """The host of the ordinary pages: "www.quay.example" for "m.quay.example", "en.quay.example" for "en.m.quay.example"."""
    labels = name.split(".")
    if _DRESSES.isdisjoint(labels):
        return name
    domain = _domain(name)
    before = name.removesuffix(domain).rstrip(".").split(".")
    kept = [label for label in before if label not in _DRESSES]
    return name if kept == before else ".".join([*(kept or ["www"]), domain])


@lru_cache(maxsize=4096)
def _domain(name: str) -> str:
    """The registered domain of a host name, by the list of public suffixes; its last two labels where that does not know it."""
    from courlan import extract_domain  # noqa: PLC0415 brings a tenth of a second, for few addresses

    if ":" in name or name.replace(".", "").isdigit():
        return name
    known = extract_domain(f"https://{name}/")
    return known if known and "." in known else ".".join(name.split(".")[-2:])


def _path(path: str) -> str:
    plain = _SLASHES.sub("/", _SESSION.sub("", _escaped(path)))
    segments: list[str] = []
    for segment in plain.split("/")[1:]:
        if segment == "..":
            del segments[-1:]
        elif segment != ".":
            segments.append(segment)
    if plain.endswith(("/.", "/..")):
        segments.append("")
    return "/" + "/".join(_without_amp(segments))


def _without_amp(segments: list[str]) -> list[str]:
    """The path without "amp" as its first or last segment or suffix. A slash at the end stays."""
    slash = segments[-1:] == [""]
    kept = [_AMP_SUFFIX.sub(r"\1", segment) for segment in segments[: len(segments) - slash]]
    while len(kept) > 1 and "amp" in {kept[0].lower(), kept[-1].lower()}:
        kept = kept[1:] if kept[0].lower() == "amp" else kept[:-1]
    return [*kept, ""] if slash else kept


def _query(query: str) -> str:
    parameters = (_AMP_ENTITY.sub("", _escaped(parameter)) for parameter in query.split("&"))
    return "&".join(sorted(parameter for parameter in parameters if parameter and names_the_page(parameter)))


def _escaped(text: str) -> str:
    """Escapes in capitals and only where they are needed (RFC 3986, 6.2.2): one spelling for equal texts."""
    return _ESCAPE.sub(_escape, quote(text, safe=_ASCII))


def _escape(match: re.Match[str]) -> str:
    if match[1] is None:
        return "%25"
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else f"%{match[1].upper()}"
