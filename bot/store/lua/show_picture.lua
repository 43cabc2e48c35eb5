-- Show a picture once more. KEYS: picture. ARGV: how often at most.
-- Returns the picture, 0 where it was shown so often already, nil where there is none (any more).
local found = redis.call('HMGET', KEYS[1], 'picture', 'shown')
if not found[1] then return nil end
if tonumber(found[2]) >= tonumber(ARGV[1]) then return 0 end
redis.call('HINCRBY', KEYS[1], 'shown', 1)
return found[1]
