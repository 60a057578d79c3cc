"""Alembic's entry: runs inside the connection that `matcher.store.migrate` hands over."""

from __future__ import annotations

from alembic import context

from matcher.store import tables  # noqa: F401 - fills the metadata
from matcher.store.base import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
