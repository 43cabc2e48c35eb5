-- Chunks whose rows should be put into outboxes now, as fast as each ledger may go and as they leave. ARGV: how many of a
-- ledger at most, ms after which a chunk that was given out is due again, seconds to keep a ledger that ended, how many
-- rows may wait to leave: what lies in outboxes is in the way of whatever else nobody waits for.
-- Returns {{{name, chunk}, ...}, {names of those that fail too often}, {names of those whose recipients are to be listed}}.
local now, due, failing, listing = now_ms(), {}, {}, {}
local waiting_to_leave = redis.call('ZCOUNT', 'bulk', '-inf', now)

local function give_out(name, key, state)
  local found = redis.call('HMGET', key, 'next_at', 'speed')
  local at, pace = math.max(tonumber(found[1] or 0), now - 1000), 1000 / tonumber(found[2])
  -- A worker has these, or their time comes before it would be given them again.
  local given = redis.call('ZCOUNT', key .. ':open', '(' .. now, now + ARGV[2])
  local room = ARGV[4] - waiting_to_leave - given * ROWS
  for _, chunk in ipairs(redis.call('ZRANGEBYSCORE', key .. ':open', '-inf', now, 'LIMIT', 0, ARGV[1])) do
    if state == 'running' and (at > now or room <= 0) then break end
    redis.call('ZADD', key .. ':open', now + ARGV[2], chunk)
    local rows = redis.call('HLEN', key .. ':rows:' .. chunk)
    at, room = at + rows * pace, room - rows
    table.insert(due, {name, chunk})
  end
  redis.call('HSET', key, 'next_at', math.floor(at))
end

local function finish(name, key, state)
  redis.call('SREM', 'ledgers:at_work', name)
  if state == 'running' then redis.call('HSET', key, 'state', 'ended') end
  local last = chunk_of(math.max(redis.call('HGET', key, 'total') - 1, 0))
  redis.call('EXPIRE', key, ARGV[3])
  for chunk = 0, last do
    for _, part in ipairs({':rows:', ':fates:', ':tried:', ':did:'}) do
      redis.call('EXPIRE', key .. part .. chunk, ARGV[3])
    end
  end
end

for _, name in ipairs(redis.call('SMEMBERS', 'ledgers:at_work')) do
  local key = 'ledger:' .. name
  local found = redis.call('HMGET', key, 'state', 'fate:pending', 'fate:queued')
  local state, waiting = found[1], (found[2] or 0) + (found[3] or 0)
  if not state then
    redis.call('SREM', 'ledgers:at_work', name)
  elseif state == 'listing' then
    if tonumber(redis.call('HGET', key, 'list_at') or 0) <= now then
      redis.call('HSET', key, 'list_at', now + ARGV[2])
      table.insert(listing, name)
    end
  elseif waiting == 0 and state ~= 'failing' then
    finish(name, key, state)
  elseif state == 'failing' or (state == 'running' and fails_too_often(key)) then
    redis.call('HSET', key, 'state', 'failing')
    table.insert(failing, name)
  else
    give_out(name, key, state)
  end
end
return {due, failing, listing}
