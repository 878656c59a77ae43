"""The simulated OnlyFansKit itself."""
