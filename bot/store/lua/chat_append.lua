-- Append a frame to a visitor's stream, exactly once per delivery. KEYS: stream, seen.
-- ARGV: visitor, frame, how many to keep, seconds to keep. Returns the entry's id.
local known = redis.call('GET', KEYS[2])
if known then return known end
local id = redis.call('XADD', KEYS[1], 'MAXLEN', ARGV[3], '*', 'frame', ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[4])
redis.call('SET', KEYS[2], id, 'EX', ARGV[4])
redis.call('PUBLISH', 'chat', ARGV[1])
return id
