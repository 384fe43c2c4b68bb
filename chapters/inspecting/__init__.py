"""The rules that Word is strict about, one family a module; `chapters.inspection` runs them."""
