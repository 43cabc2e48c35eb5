-- A call's result becomes an event, once. What was asked is forgotten.
-- ARGV: call, entry, seconds to keep.
local key = 'call:' .. ARGV[1]
local state = redis.call('HGET', key, 'state')
if not state or state == 'done' then return 0 end
count('calls')
local contact = redis.call('HGET', key, 'contact')
redis.call('HSET', key, 'state', 'done')
redis.call('HDEL', key, 'request')
redis.call('EXPIRE', key, ARGV[3])
redis.call('ZREM', 'calls', ARGV[1])
belongs(contact, {key}, ARGV[3], now_ms())
redis.call('RPUSH', 'mailbox:' .. contact, ARGV[2])
wake('turns', contact, now_ms())
return 1
