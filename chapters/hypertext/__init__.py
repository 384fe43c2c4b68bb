"""Word text as HTML: where things are, runs, blocks, tables, pictures."""
