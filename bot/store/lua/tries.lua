-- Count the tries at an event. KEYS: the counter. ARGV: seconds to keep. Returns the count with this one.
local tries = redis.call('INCR', KEYS[1])
redis.call('EXPIRE', KEYS[1], ARGV[1])
return tries
