"""Alembic's entry: runs migrations on the connection that `storage.migrating` hands over, inside its transaction."""

from alembic import context

from storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,
    compare_server_default=True,
)
context.run_migrations()
