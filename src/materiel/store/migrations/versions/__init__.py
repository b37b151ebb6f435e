"""One migration a module; a shipped one never changes."""
