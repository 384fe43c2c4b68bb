"""What became of marks that somebody decided on in Word: signs, ways through them, verdicts."""
