"""From words to Commands: the embedded reader, and later one with a language model behind the same port."""
