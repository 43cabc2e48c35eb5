-- Calls that should have a result and have none: their ids, each due again after a pause. ARGV: how many, pause in ms.
local now = now_ms()
local ids = redis.call('ZRANGEBYSCORE', 'calls', '-inf', now, 'LIMIT', 0, ARGV[1])
for _, id in ipairs(ids) do redis.call('ZADD', 'calls', now + ARGV[2], id) end
return ids
