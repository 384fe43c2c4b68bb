"""The sample round, and what it was made with."""
