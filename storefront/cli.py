"""Commands for operators: `flask --app wsgi …`."""
