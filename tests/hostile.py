"""What a hostile page, feed or person may call things: strings that every output must show and none may obey.

Shared by the tests of HTML, terminals, CSV, JSON, Markdown and feeds. Whatever executes opens a dialog (`alert`) or asks for
something of `LURE`; so a browser test needs to watch only for dialogs and requests.
"""

# Characters that look like others are what it is about.
# ruff: noqa: RUF001

from __future__ import annotations

LURE = "hostile.example"
"""The host that is asked for something where a payload works."""

MARKUP = (
    "<script>alert(1)</script>",
    '"><script src="https://hostile.example/x.js"></script>',
    "<img src=x onerror=alert(1)>",
    "<img src=https://hostile.example/pixel.gif>",
    "<svg onload=alert(1)><animate onbegin=alert(1) attributeName=x dur=1s>",
    "</details></summary></article></main></body></html><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</textarea><img src=x onerror=alert(1)>",
    "--><script>alert(1)</script><!--",
    "]]><script>alert(1)</script><![CDATA[",
    "<![CDATA[<script>alert(1)</script>]]>",
    '" autofocus onfocus=alert(1) x="',
    "' autofocus onfocus='alert(1)",
    "` onmouseover=alert(1) x=`",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object><embed src=javascript:alert(1)>",
    "<form action=https://hostile.example/><button>Sign in</button></form>",
    "<base href=https://hostile.example/>",
    "<meta http-equiv=refresh content='0;url=https://hostile.example/'>",
    "<link rel=stylesheet href=https://hostile.example/x.css>",
    "<style>@import 'https://hostile.example/x.css';*{background:url(https://hostile.example/y)}</style>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<template><img src=x onerror=alert(1)></template>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "＜script＞alert(1)＜/script＞",
    "<ScRiPt/x>alert(1)</sCrIpT >",
    "<a href=javascript:alert(1)>title</a>",
    "<div hx-get=https://hostile.example/ hx-trigger=load>x</div>",
    "<div data-hx-on:load=alert(1) hx-on::load=alert(1)>x</div>",
)
"""HTML that would execute, ask for something, or end the element that it stands in."""

TEMPLATES = ("{{ 7 * 7 }}", "{% raw %}{{ self }}", "{# gone #}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "%(title)s %s {0} {title}")
"""Text that a template or a format would evaluate."""

DISGUISE = (
    "user\u202egpj.exe",
    "\u2067right\u2069 \u2066left\u2069 \u200fmark\u200e",
    "\u202d\u202e\u202a\u202b never closed",
    "zero\u200bwidth\u200d\ufeffspace\u00ad",
    "NUL \x00 BEL \x07 DEL \x7f NEL \x85 LS \u2028 PS \u2029 VT \x0b FF \x0c",
    "tag \U000e0041\U000e0042 noncharacter \ufffe\uffff private \ue000",
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031e\u0349\u035a\u032f\u031e\u0320\u034da\u036b\u0357\u0334\u0362\u0335\u031c\u0330\u0354l\u0368\u0367\u0369\u0358\u0320g\u0311\u0357\u030e\u0305\u035b\u0341\u0334\u033b\u0348\u034d\u0354\u0339o",
    "lone \ud800 surrogate \udfff",
    "line one\nline two\r\nline three\rline four\ttab",
)
"""Characters that hide, reorder, or cannot be encoded."""

TERMINAL = (
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x1b]8;;https://hostile.example\x1b\\link\x1b]8;;\x1b\\",
    "\x9b31mred \x90q\x9c",
    "\x1b[2J\x1b[H\x1b[6n",
    "[bold red]markup[/bold red] [link=https://hostile.example]x[/link] [/]",
)
"""What a terminal, or the library that draws on it, would obey."""

FORMULAS = (
    '=HYPERLINK("https://hostile.example";"x")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    '"=1+1',
    "';=1+1",
)
"""What a spreadsheet would take for a formula."""

MARKDOWN = (
    "[l](javascript:alert(1)) ![i](https://hostile.example/i.png) <https://hostile.example>",
    "`code` *star* _under_ ~~gone~~ # head | cell | www.hostile.example a@hostile.example",
    "\n\n<script>alert(1)</script>\n\n",
)
"""What a reader of Markdown would obey."""

DELIMITERS = (
    'quote " comma , semicolon ; backslash \\ tab \t pipe |',
    "'",
    '"',
    "\\",
    "\\u003cscript\\u003e",
    "\\\\n",
    "%00%0a%22",
)
"""What ends a field, a string or an escape."""

LONG = ("word " * 2_000, "unbroken" * 400, "長" * 1_000, "\u0301" * 500)
"""What breaks a layout."""

EMPTY = ("", " ", "\u3000", "\u200b")

TEXTS = (*MARKUP, *TEMPLATES, *DISGUISE, *TERMINAL, *FORMULAS, *MARKDOWN, *DELIMITERS, *LONG, *EMPTY)
"""For titles, authors, texts, names of sites, of people and of files."""

NOT_LINKED = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "\x01javascript:alert(1)",
    "java\nscript:alert(1)",
    "java\tscript:alert(1)",
    "javascript&colon;alert(1)",
    "javascript://hostile.example/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "blob:https://hostile.example/1",
    "file:///etc/passwd",
    "about:blank",
    "view-source:https://hostile.example/",
    "feed:https://hostile.example/",
    "//hostile.example/x",
    "/x",
    "x",
    "?x",
    "#x",
    "\\\\hostile.example\\x",
    "http:hostile.example",
    "http:///x",
    "https://",
    "https://[::1",
    "https://hostile.example:99999/",
    "https://hostile.example:x/",
    "=https://hostile.example/",
    "",
)
"""Addresses that nothing may link to: no http(s) address, or one without a host."""

LINKED = (
    'https://hostile.example/"><script>alert(1)</script>',
    "https://hostile.example/' onmouseover='alert(1)",
    'https://hostile.example/"onmouseover="alert(1)',
    "https://hostile.example/ onmouseover=alert(1)",
    "https://good.example@hostile.example/",
    "https://good.example\\@hostile.example/",
    "https://hostile.example/\u202egpj.exe",
    "https://hostile.example/\x00\r\nSet-Cookie: x=1",
    "https://hostile.example/\ud800",
    "https://xn--80ak6aa92e.com/",
    "https://аpple.com/",  # Cyrillic
    "https://hostile.example/" + "x" * 5_000,
)
"""Addresses that may be linked to when they are escaped."""

URLS = (*NOT_LINKED, *LINKED)
