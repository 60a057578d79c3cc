"""Linear migrations, each tested up and down on SQLite and PostgreSQL."""
