"""One use case a command: the only place that knows the whole story."""
