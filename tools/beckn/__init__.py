"""The client side of a Beckn protocol server, protocol 1.1.0: port, codec, catalogue cleaning."""
