-- The callbacks of a call, oldest first. KEYS: awaited, callbacks. ARGV: how many to pass over, '1' to wait no more.
-- What comes after that comes late (call_back.lua); nothing can come in between.
if ARGV[2] == '1' then redis.call('DEL', KEYS[1]) end
return redis.call('LRANGE', KEYS[2], ARGV[1], -1)
