-- A person decides that a delivery whose end was never known is sent again; its case is closed.
-- ARGV: delivery, case, seconds to keep. Returns 1, or 0 when it is not unconfirmed.
local key = 'delivery:' .. ARGV[1]
local found = redis.call('HMGET', key, 'status', 'contact', 'lane')
if found[1] ~= 'unconfirmed' then return 0 end
redis.call('HSET', key, 'status', 'queued', 'repeated', '1')
redis.call('RPUSH', outbox_of(found[3], found[2]), ARGV[1])
settle_delivery(ARGV[1], 'queued')
wake(found[3], found[2], now_ms())
close_case(ARGV[2], ARGV[3])
return 1
