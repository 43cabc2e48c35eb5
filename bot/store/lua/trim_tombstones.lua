-- Drop tombstones from before a time. ARGV: the time in ms. Returns how many.
return redis.call('ZREMRANGEBYSCORE', 'tombstones', '-inf', '(' .. ARGV[1])
