"""The machine that plays random stories with the relay, and the faults that it must find."""
