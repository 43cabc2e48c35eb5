-- A worker says that it still is at these calls. ARGV: how long it may take from now in ms, calls.
local limit = now_ms() + ARGV[1]
for place = 2, #ARGV do
  local key = 'call:' .. ARGV[place]
  if redis.call('HGET', key, 'state') == 'running' then
    redis.call('HSET', key, 'until', limit)
    redis.call('ZADD', 'calls', limit, ARGV[place])
  end
end
