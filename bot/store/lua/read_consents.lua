-- A contact's consent ledger, oldest entry first. KEYS: the ledger.
return redis.call('LRANGE', KEYS[1], 0, -1)
