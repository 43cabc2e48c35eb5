-- Keep the picture that a call asked for, while the call is under way. KEYS: picture, call. ARGV: picture, seconds to keep,
-- seconds for which a contact's keys are indexed.
-- Returns 1, or 0 where nobody waits for it any more: the call has ended, or its contact was deleted.
local found = redis.call('HMGET', KEYS[2], 'state', 'contact')
if found[1] ~= 'running' then return 0 end
redis.call('HSET', KEYS[1], 'picture', ARGV[1], 'shown', 0)
redis.call('EXPIRE', KEYS[1], ARGV[2])
belongs(found[2], {KEYS[1]}, ARGV[3], now_ms())
return 1
