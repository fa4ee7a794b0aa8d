"""What the connector costs when it is full."""
