"""`newsfold explain`: why two articles stand together or apart."""

from __future__ import annotations

from typing import Annotated

import typer

from newsfold.cli import output
from newsfold.cli.options import Config, Database, ExplainedFormat, Quiet, settings_for

A = Annotated[str, typer.Argument(metavar="A", help="An article: its id, origin or URL.", show_default=False)]
B = Annotated[str, typer.Argument(metavar="B", help="Another article.", show_default=False)]


def explain(
    a: A,
    b: B,
    *,
    db: Database = None,
    config: Config = None,
    quiet: Quiet = False,  # noqa: ARG001 every command takes it
    form: ExplainedFormat = "table",
) -> None:
    """Show why two articles stand together or apart: the evidence, what both mention, and the passages side by side."""
    from newsfold.explain import explain as run  # noqa: PLC0415 matching is loaded only to compare
    from newsfold.match.encoder import load  # noqa: PLC0415
    from newsfold.match.scheme import scheme_id  # noqa: PLC0415
    from newsfold.store.store import Store  # noqa: PLC0415

    settings = settings_for(db, config)
    encoder = load(settings.match.encoder)
    with Store.open(settings.db, scheme=scheme_id(encoder, settings.match.window_days)) as store:
        view = run(store, a, b, encoder)
    if form == "table":
        from newsfold.report.terminal.explanation import explanation_text  # noqa: PLC0415

        output.show(explanation_text(view, output.screen()))
        return
    from newsfold.report import exports, markdown, records  # noqa: PLC0415

    output.export(exports.json_text(records.explanation(view)) if form == "json" else markdown.explanation_markdown(view))
