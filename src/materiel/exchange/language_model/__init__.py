"""A language model may propose claims at an endpoint that the user configures; none is believed."""
