"""What tests share: the real bot as a process, the world around it, and conversations with it."""
