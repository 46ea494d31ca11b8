"""Quote and claim attribution for English news."""
