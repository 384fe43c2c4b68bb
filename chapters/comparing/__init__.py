"""What two states of a Word file have in common: reading, aligning, and writing marks."""
