-- How much waits: {turns due, sends due, bulk due, codes due, calls open, timers, cases open, oldest due turn's age in ms}.
local now = now_ms()
local oldest = redis.call('ZRANGE', 'turns', 0, 0, 'WITHSCORES')
local age = 0
if oldest[2] then age = math.max(0, now - oldest[2]) end
return {redis.call('ZCARD', 'turns'), redis.call('ZCARD', 'sends'), redis.call('ZCARD', 'bulk'),
  redis.call('ZCARD', 'codes'),
  redis.call('ZCARD', 'calls'),
  redis.call('ZCARD', 'timers'), redis.call('ZCARD', 'cases'), age}
