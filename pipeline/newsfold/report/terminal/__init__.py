"""Reports for a person at a terminal, drawn with rich and returned as text; nothing from a page is taken for markup."""
