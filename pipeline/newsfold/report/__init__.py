"""What is shown to people and to other programs."""
