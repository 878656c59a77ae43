"""The notifier: limits, plans and deliveries."""
