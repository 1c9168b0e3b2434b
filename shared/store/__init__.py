"""How a service remembers: engine tables, states as rows, migrations."""
