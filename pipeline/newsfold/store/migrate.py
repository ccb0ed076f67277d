"""The schema's upgrades: made by alembic from `db/migrations`, all that are due in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import insert, inspect, select, table, text

from newsfold import shipped
from newsfold.errors import NotOurs, TooNew
from newsfold.store import cards, dialect, engine
from newsfold.store.tables import REVISION, meta, metadata

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

IDENTITY = "identity"
"""The key, in meta, of the database's own id."""

_VERSION = "alembic_version"  # alembic's own name for its table
_ALWAYS = ("articles", "bodies", "clusters", "meta")  # tables that every version of ours has


def is_current(connection: Connection) -> bool:
    """Whether the schema is the one this code knows. Raises TooNew and NotOurs."""
    names = set(inspect(connection).get_table_names())
    revision = _revision(connection) if _VERSION in names else None
    # Other programs have migrations by alembic too. An SQLite file says by itself whose it is, and a newer newsfold may have other tables.
    foreign = connection.dialect.name != "sqlite" and not names.issuperset(_ALWAYS)
    if (revision is None and names - {_VERSION}) or (revision is not None and foreign):
        message = f"the database {engine.shown(connection.engine.url)} belongs to another program"
        raise NotOurs(message)
    if revision not in {None, REVISION} and revision not in _known():
        message = f"the database {engine.shown(connection.engine.url)} was written by a newer newsfold (its schema is {revision}); upgrade newsfold"
        raise TooNew(message)
    return revision == REVISION


def is_empty(connection: Connection) -> bool:
    """Whether there is no table at all."""
    return not inspect(connection).get_table_names()


def upgrade(connection: Connection) -> None:
    """Bring the schema up to date. `connection` writes, and is outside a transaction. Afterwards all is done, or nothing."""
    from alembic import command  # noqa: PLC0415 takes 0.1 s, and a current database needs none of it

    with dialect.references_unchecked(connection), connection.begin():
        if not is_current(connection):
            dialect.check_encoding(connection)
            command.upgrade(configuration(connection), "head")
            cards.fill(connection)
            _identify(connection)
            dialect.check_references(connection)


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration: where the migrations lie, and the connection they run on."""
    from alembic.config import Config  # noqa: PLC0415 see upgrade

    config = Config(attributes={"connection": connection, "metadata": metadata})
    config.set_main_option("script_location", str(shipped.migrations()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def schema() -> str:
    """The newest schema as SQL text, as SQLite keeps it, sorted by name: what `db/schema.sql` holds."""
    memory = engine.make(engine.parse(":memory:"))
    with memory.connect() as connection:
        upgrade(connection)
        statements = dialect.statements(connection)
    memory.dispose()
    return "\n\n".join(f"{statement};" for statement in statements) + "\n"


def _identify(connection: Connection) -> None:
    """Give a database an id of its own, which it keeps for ever: names of its clusters in the world are made of it."""
    if connection.execute(select(meta.c.value).where(meta.c.key == IDENTITY)).first() is None:
        connection.execute(insert(meta), [{"key": IDENTITY, "value": str(uuid4())}])


def _revision(connection: Connection) -> str | None:
    return connection.execute(select(text("version_num")).select_from(table(_VERSION))).scalar()


def _known() -> set[str]:
    from alembic.script import ScriptDirectory  # noqa: PLC0415 see upgrade

    return {script.revision for script in ScriptDirectory.from_config(configuration()).walk_revisions()}
