-- A process says that it lives. ARGV: kind, silence in ms after which it is taken for dead, which one it is, what it says
-- of itself, then what it counted since its last beat: name, number, ...
local key, now = 'signs:' .. ARGV[1], now_ms()
local before = redis.call('HGETALL', key)
for place = 1, #before, 2 do
  if tonumber(string.match(before[place + 1], '^%d+')) < now - ARGV[2] then redis.call('HDEL', key, before[place]) end
end
redis.call('HSET', key, ARGV[3], string.format('%d|%s', now, ARGV[4]))
redis.call('PEXPIRE', key, ARGV[2])
for place = 5, #ARGV, 2 do redis.call('HINCRBY', 'counters', ARGV[place], ARGV[place + 1]) end
return 1
