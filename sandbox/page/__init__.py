"""A chat page on loopback, on which one is Mia, Stella and Sam at once and can do what they could."""
