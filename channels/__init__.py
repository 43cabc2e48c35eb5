"""Messages, addresses and the channels that carry them. Knows neither the bot nor the energy network."""
