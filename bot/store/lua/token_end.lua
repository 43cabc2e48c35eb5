-- Refuse a token from now on, and let its sockets know. KEYS: token.
local visitor = redis.call('HGET', KEYS[1], 'visitor')
if not visitor then return 0 end
redis.call('DEL', KEYS[1], 'visitor:' .. visitor)
redis.call('PUBLISH', 'chat', visitor)
return 1
