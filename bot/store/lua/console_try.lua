-- Take a try at signing in, before it is known whether it is right: who asks at once many times gets no more of them.
-- KEYS: counters of whoever is tried and of where from. ARGV: how many in a row are free, pause after them in ms (each
-- further one doubles it), longest pause in ms, how long tries are remembered in ms.
-- Returns 0, or how long to wait in ms: it does not count then.
local now, wait = now_ms(), 0
for _, key in ipairs(KEYS) do wait = math.max(wait, (redis.call('HGET', key, 'until') or 0) - now) end
if wait > 0 then return wait end
for _, key in ipairs(KEYS) do
  local tries = redis.call('HINCRBY', key, 'tries', 1)
  if tries >= tonumber(ARGV[1]) then
    local pause = math.min(ARGV[2] * 2 ^ math.min(tries - ARGV[1], 20), tonumber(ARGV[3]))
    redis.call('HSET', key, 'until', string.format('%d', now + pause))
  end
  redis.call('PEXPIRE', key, ARGV[4])
end
return 0
