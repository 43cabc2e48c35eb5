-- A worker takes a call: {contact, request, journal}, or nil when it is done or another worker is at it.
-- ARGV: call, how long it may take in ms. `journal` is when a write of this call was begun, '' if none was.
local key, now = 'call:' .. ARGV[1], now_ms()
local found = redis.call('HMGET', key, 'state', 'contact', 'request', 'journal', 'until')
if not found[1] or found[1] == 'done' then return nil end
if found[1] == 'running' and tonumber(found[5]) > now then return nil end
local limit = now + ARGV[2]
redis.call('HSET', key, 'state', 'running', 'until', limit)
redis.call('ZADD', 'calls', limit, ARGV[1])
return {found[2], found[3], found[4] or ''}
