"""Several returns of one chapter → one set of edits, with everybody's name and every clash."""
