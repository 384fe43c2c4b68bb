"""What `scrub` takes out of a file, kind by kind; each module holds the steps for one place."""
