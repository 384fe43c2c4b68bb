"""The order of steps, the clock, and the world outside."""
