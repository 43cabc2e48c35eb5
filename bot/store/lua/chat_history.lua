-- The last lines of the conversation that a visitor's address belongs to. KEYS: the reader's token, its address.
-- ARGV: visitor, how many. Returns lines, or nil when the token is no longer good.
local found = redis.call('HMGET', KEYS[1], 'visitor', 'said')
if found[1] ~= ARGV[1] or found[2] then return nil end
local contact = redis.call('GET', KEYS[2])
return contact and redis.call('LRANGE', 'transcript:' .. contact, -ARGV[2], -1) or {}
