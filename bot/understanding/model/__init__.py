"""A language model beside the embedded reader: asked where that one is in doubt, and never for anything that binds."""
