"""What a plan makes as small as possible, one objective per file, ranked."""
