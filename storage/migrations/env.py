"""Alembic's entry: runs migrations on the connection, and in the transaction, of `storage.migrating`."""

from alembic import context

from storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,
    compare_server_default=True,
)
context.run_migrations()
