"""How the store's values become SQL and rows: what the relational engines share."""
