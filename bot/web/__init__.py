"""The HTTP side of the process and the two ways updates arrive by. It knows no attempt and no person."""
