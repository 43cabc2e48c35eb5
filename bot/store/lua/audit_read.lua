-- ARGV: after which number, how many. Returns a list of {number, fields}.
return redis.call('XRANGE', 'audit', '(' .. ARGV[1], '+', 'COUNT', ARGV[2])
