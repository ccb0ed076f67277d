from __future__ import annotations

from newsfold.clean.markdown import Document, read_markdown

FULL = """\
---
title: "Crane comes down"
Author: Ida Quist   # our reporter
date: 2026-03-02T09:15:00+01:00
tags: [harbour, crane]
url: 'https://quayside.example/crane'
---
# The crane

The *old* crane
comes `down`.\\
Soon.

- one [link](https://quayside.example)
- two

| Part | Price |
|---|---|
| Hook | 40 |

```
raw  line
```

<div>Kept <b>words</b></div>

![a picture](crane.png)
"""


def test_markdown_becomes_plain_lines() -> None:
    document = read_markdown(FULL)
    assert [line for line in document.text.split("\n") if line] == [
        "The crane",
        "The old crane comes down.",
        "Soon.",
        "one link",
        "two",
        "Part",
        "Price",
        "Hook",
        "40",
        "raw  line",
        "Kept words",
    ]
    assert document.title == "Crane comes down"
    assert document.front == {
        "title": "Crane comes down",
        "author": "Ida Quist",
        "date": "2026-03-02T09:15:00+01:00",
        "url": "https://quayside.example/crane",
    }


def test_without_front_matter_the_first_heading_of_the_first_level_is_the_title() -> None:
    assert read_markdown("## Kicker\n\n# Crane\n\n# Second") == Document(text="Kicker\nCrane\nSecond", title="Crane", front={})


def test_without_either_there_is_no_title() -> None:
    assert read_markdown("Just words.\n\n---\n\nMore.") == Document(text="Just words.\nMore.", title=None, front={})
