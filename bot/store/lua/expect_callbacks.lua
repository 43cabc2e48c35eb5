-- Somebody begins to wait for callbacks of a call. KEYS: awaited, callbacks. ARGV: for how long in ms, how long callbacks
-- are kept in ms. Returns after how many earlier ones the new ones come.
redis.call('DEL', KEYS[1])
local from = redis.call('LLEN', KEYS[2])
redis.call('HSET', KEYS[1], 'from', from)
redis.call('PEXPIRE', KEYS[1], ARGV[1])
if from > 0 then redis.call('PEXPIRE', KEYS[2], ARGV[2]) end
return from
