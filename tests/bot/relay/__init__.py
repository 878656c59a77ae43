"""The relay: states, steps, codes and budgets, without a database."""
