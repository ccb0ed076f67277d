"""Which parameters of an address say how a reader came to the page, or in which dress it is wanted, and not which page it is.

A parameter that is dropped although it names the article makes one address of two articles, which is worse than two addresses of one.
So the lists are short: names that no site uses for anything else, and names in common use only with values that name a channel.
courlan's list (1.4) is wider: it takes `cid`, `eid`, `keyword` and all that begins with `gl` as tracking, and drops `?12345`.
"""

from __future__ import annotations

import re

# By the tool that writes them: Google Analytics, Matomo and Piwik, BBC, Comscore, Webtrends, HubSpot, Oracle, Vero, Marketo, Mailchimp.
_PREFIXES = re.compile(
    r"(?:utm|mtm|pk|piwik|at|ns|wt|hsa|oly|vero|mkt|mc|itm|ga|_ga|_hs|s_kw|guce|guc|amp)_|utm[A-Z]|_hs(?:enc|mi)$|guccounter$",
)
_NAMES = frozenset(
    (
        # advertising clicks
        *("fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid", "twclid", "ttclid", "li_fat_id"),
        *("igshid", "igsh", "epik", "mbid", "rb_clickid", "s_kwcid", "_ga", "_gl"),
        # campaigns and sharing
        *(
            "cmp",
            "cmpid",
            "cmp_id",
            "campaign_id",
            "intcmp",
            "icid",
            "ncid",
            "ocid",
            "s_cid",
            "xtor",
            "ito",
            "smid",
            "smtyp",
            "taid",
        ),
        *("ref_src", "ref_url", "referrer", "referer", "sr_share", "soc_src", "soc_trk", "__twitter_impression", "tsrc", "ftag"),
        *("wpisrc", "wpmm", "mod_source", "trk", "trkcampaign", "spm", "sharetoken", "sref"),
        # sessions
        *("jsessionid", "phpsessid"),
        # the viewer of AMP pages
        *("amp", "_amp", "usqp"),
    )
)
_CHANNEL_NAMES = frozenset({"ref", "source", "src", "from", "via", "feed", "share", "partner", "medium", "campaign"})
_CHANNELS = frozenset(
    (
        *("rss", "rssfeed", "feed", "feeds", "atom", "xml", "syndication", "newsletter", "email", "mail", "nl", "push", "app"),
        *(
            "twitter",
            "tw",
            "x",
            "facebook",
            "fb",
            "linkedin",
            "instagram",
            "whatsapp",
            "telegram",
            "reddit",
            "pinterest",
            "flipboard",
        ),
        *(
            "social",
            "share",
            "sharing",
            "google",
            "googlenews",
            "gnews",
            "yahoo",
            "msn",
            "bing",
            "apple",
            "applenews",
            "amp",
            "mobile",
        ),
        *("home", "homepage", "hp", "front", "frontpage", "nav", "related", "topnews", "trending", "true"),
    )
)
_DRESSES = frozenset({("m", "1"), ("mobile", "1"), ("mobile", "true"), ("mobile", "yes")})


def names_the_page(parameter: str) -> bool:
    """Whether a query's parameter ("name=value", or only "name") may be a part of what names the page."""
    name, _, value = parameter.partition("=")
    lower, word = name.lower(), value.lower()
    if lower in _NAMES or _PREFIXES.match(lower):
        return False
    if word == "amp" or (lower, word) in _DRESSES:  # outputType=amp, view=amp, ...
        return False
    return not (lower in _CHANNEL_NAMES and _bare(word) in _CHANNELS)


def _bare(value: str) -> str:
    return re.sub(r"[^a-z]", "", value)
