"""The steps of a round, undecorated: gather, decide, apply. No workflow engine here."""
