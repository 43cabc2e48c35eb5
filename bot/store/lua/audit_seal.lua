-- Keep a seal, and of the older ones the last. ARGV: seal, how many.
redis.call('RPUSH', 'audit:seals', ARGV[1])
redis.call('LTRIM', 'audit:seals', -ARGV[2], -1)
return 1
