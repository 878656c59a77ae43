"""The simulated OnlyFansAPI itself, its OnlyFans side."""
