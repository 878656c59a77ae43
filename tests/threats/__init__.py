"""What an attacker may try, one test a threat, each with seeded faults that it has to notice."""
