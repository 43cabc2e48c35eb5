-- Refuse a token from now on, and let its sockets know. KEYS: token.
local visitor = redis.call('HGET', KEYS[1], 'visitor')
if not visitor then return 0 end
end_token(KEYS[1], visitor)
return 1
