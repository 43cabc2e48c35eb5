"""The operators' console: pages made on the server, one blueprint."""
