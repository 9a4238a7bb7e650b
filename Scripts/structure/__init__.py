"""What `Scripts/architecture` is made of."""
