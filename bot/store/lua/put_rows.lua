-- Put a part of a chunk's rows into outboxes, or settle them, each once. ARGV: ledger, chunk, seconds to keep a delivery,
-- as JSON a list of {row, contact, delivery} or {row, fate}, with the last part how many rows were put or settled in all,
-- else '', and by row until when in ms others wait. Returns how many were moved; what did not wait any more is left.
local name, chunk = ARGV[1], ARGV[2]
local key, now, moved = 'ledger:' .. name, now_ms(), 0
local fates = key .. ':fates:' .. chunk
local state = redis.call('HGET', key, 'state')
for _, one in ipairs(cjson.decode(ARGV[4])) do
  if redis.call('HGET', fates, one.row) == 'pending' then
    if one.delivery and state == 'running' then
      queue_deliveries(one.contact, {one.delivery}, ARGV[3], now)
      settle_row(name, one.row, 'queued')
      moved = moved + 1
    elseif one.fate and (state == 'running' or state == 'stopped') then
      settle_row(name, one.row, one.fate)
      moved = moved + 1
    end
  end
end
if ARGV[5] == '' then return moved end

-- The pace was reckoned with the whole chunk (due_chunks.lua); what did not go of it gives its time back.
local found = redis.call('HMGET', key, 'next_at', 'speed')
if found[1] and found[2] then
  local spared = redis.call('HLEN', key .. ':rows:' .. chunk) - ARGV[5]
  redis.call('HSET', key, 'next_at', math.floor(found[1] - spared * 1000 / found[2]))
end
local due, all, waits = nil, redis.call('HGETALL', fates), cjson.decode(ARGV[6])
for place = 1, #all, 2 do
  if all[place + 1] == 'pending' then
    local at = tonumber(string.match(redis.call('HGET', key .. ':rows:' .. chunk, all[place]), '|(%d+)$'))
    at = state == 'stopped' and 0 or math.max(at, waits[all[place]] or 0)
    due = math.min(due or at, at)
  end
end
if due then redis.call('ZADD', key .. ':open', due, chunk) else redis.call('ZREM', key .. ':open', chunk) end
return moved
