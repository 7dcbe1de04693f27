"""What can be wrong with a request for an attribution."""


class AttributionError(ValueError):
    """A request that cannot be met; the message is one sentence that names the value."""
