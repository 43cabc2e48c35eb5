-- A worker takes a call: {contact, request, attempts before}, or nil when it is done or another worker is at it.
-- ARGV: call, how long it may take in ms.
local key, now = 'call:' .. ARGV[1], now_ms()
local found = redis.call('HMGET', key, 'state', 'contact', 'request', 'attempts', 'until')
if not found[1] or found[1] == 'done' then return nil end
if found[1] == 'running' and tonumber(found[5]) > now then return nil end
local limit = now + ARGV[2]
redis.call('HSET', key, 'state', 'running', 'until', limit)
redis.call('HINCRBY', key, 'attempts', 1)
redis.call('ZADD', 'calls', limit, ARGV[1])
return {found[2], found[3], tonumber(found[4])}
