-- KEYS: ticket. The visitor it was issued to, once.
return redis.call('GETDEL', KEYS[1])
