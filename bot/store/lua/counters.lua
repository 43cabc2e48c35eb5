-- All counters, as {name, value, name, value, ...}.
return redis.call('HGETALL', 'counters')
