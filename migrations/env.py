"""How Alembic reaches the database. It is called by storefront/cli/schema.py, never by hand."""

from alembic import context

from migrations.comparing import OPTIONS

context.configure(connection=context.config.attributes["connection"], **OPTIONS)
context.run_migrations()
