"""One module a command: what it asks for, and the use case of ``app`` it hands over to."""
