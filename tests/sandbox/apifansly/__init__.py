"""The simulated Fansly API itself."""
