"""Who hands over what and when, who is refilled from which slot, what stays unmet."""
