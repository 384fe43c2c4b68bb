"""The rules of a review: values in, values out; no I/O, no clock."""
