-- Count the tries at an event that this process may not survive. ARGV: event, seconds to keep.
local tries = redis.call('INCR', 'tries:' .. ARGV[1])
redis.call('EXPIRE', 'tries:' .. ARGV[1], ARGV[2])
return tries
