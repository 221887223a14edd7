"""What Alembic runs: the migrations on the connection that `store.migrate` opened."""

from alembic import context

import store.transaction  # noqa: F401 - every table has to be known
from store.schema import metadata

connection = context.config.attributes["connection"]
# batches: SQLite cannot alter a column in place
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
