"""What alembic runs to reach the database: on the connection and in the transaction that `newsfold.store.migrate` opened."""

from alembic import context

attributes = context.config.attributes
# render_as_batch: SQLite alters a table by copying it.
context.configure(connection=attributes["connection"], target_metadata=attributes["metadata"], render_as_batch=True)
context.run_migrations()
