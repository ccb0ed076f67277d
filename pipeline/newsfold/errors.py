"""The errors newsfold raises on purpose; whatever else is raised is a fault of newsfold.

NewsfoldError
├── UsageError            the call asks for what cannot be: say what, and stop (exit 2)
│   ├── PathMissing       a named path does not exist
│   ├── SettingsError     a configuration file cannot be read, or holds an unknown or impossible setting
│   ├── NotFound          no such cluster or article
│   ├── NotOurs           the database belongs to another program, or is no database
│   ├── TooNew            the database was written by a newer newsfold
│   ├── NotEmpty          the database to copy into holds something already
│   ├── SparkMissing      Spark cannot be started here: the extra or Java is not there
│   ├── MasterUnreachable no Spark answers where it was said to be
│   ├── Contradiction     a decision cannot stand beside earlier ones: the text tells the chain that speaks against it
│   ├── BadThreshold      no clusters can be made at that threshold
│   ├── AlreadyWatched    the watch list has that place
│   ├── NoFeed            a page leads to no feed
│   ├── BadOutline        a file is no OPML
│   └── SchemeMismatch    stored signatures or scores come from another scheme: `newsfold rebuild` renews them
├── SourceFailed          a source did not answer, or not with what can be read: look at it, or try again later (exit 1)
├── NotWritten            a file could not be written; what it held before is as it was (exit 74)
└── StoreError            the database did not do what it was asked; nothing of the batch was stored
    ├── StoreBusy         another writer holds it: try again later (exit 75)
    └── StoreFull         no room is left on its disk: make room, then run again
"""

from __future__ import annotations


class NewsfoldError(Exception):
    """Whatever newsfold raises on purpose. Its text is one sentence for the user."""


class UsageError(NewsfoldError):
    """The call asks for what cannot be. The caller changes the call."""


class PathMissing(UsageError):
    """A path that was named does not exist. The caller names another."""


class SettingsError(UsageError):
    """A configuration cannot be used. The text names the file and the setting."""


class NotFound(UsageError):
    """No cluster or article answers to the name given."""


class NotOurs(UsageError):
    """The database belongs to another program, or is no database at all. It was not touched."""


class TooNew(UsageError):
    """The database was written by a newer newsfold. The caller upgrades newsfold; the database was not touched."""


class NotEmpty(UsageError):
    """The database that was to become a copy holds something already. The caller names another; nothing was copied."""


class SparkMissing(UsageError):
    """Spark cannot be started here. The text tells what is to be installed."""


class MasterUnreachable(UsageError):
    """No Spark answers where it was said to be. The caller starts it, or names another."""


class Contradiction(UsageError):
    """A decision cannot stand beside earlier ones. The text tells the chain; the caller undoes one of them, or lets it be."""


class BadThreshold(UsageError):
    """No clusters can be made at that threshold. The caller names one inside the bounds that the text tells."""


class AlreadyWatched(UsageError):
    """The watch list has that place already. The text names the source."""


class NoFeed(UsageError):
    """A page leads to no feed. The caller names a feed, or watches the page itself."""


class BadOutline(UsageError):
    """A file is no OPML. The list was not touched."""


class SchemeMismatch(UsageError):
    """What is stored was computed by another scheme. The caller runs `newsfold rebuild`."""


class SourceFailed(NewsfoldError):
    """A source did not answer, or not with what can be read. The caller looks at it, or tries again later."""


class NotWritten(NewsfoldError):
    """A file could not be written. What it held before is as it was."""


class StoreError(NewsfoldError):
    """The database failed. The open batch was rolled back, so the caller may simply run again."""


class StoreBusy(StoreError):
    """Another writer holds the database. The caller tries again later."""


class StoreFull(StoreError):
    """No room is left where the database lies. The caller makes room and runs again."""
