"""Rules that say what a return did besides changing words; see `chapters.announcement`."""
