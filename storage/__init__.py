"""How values are kept and found again."""
