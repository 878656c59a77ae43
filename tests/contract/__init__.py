"""What every adapter has to keep, whatever its vendor."""
