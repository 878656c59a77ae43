"""The simulated OnlyFansAPI, its Fansly half, itself."""
