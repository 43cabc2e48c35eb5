-- Count a try at an event that raised. ARGV: event, how many it counts for, seconds to keep.
local tries = redis.call('INCRBY', 'tries:' .. ARGV[1], ARGV[2])
redis.call('EXPIRE', 'tries:' .. ARGV[1], ARGV[3])
return tries
