-- Add recipients to a ledger that is being written, each person once. ARGV: name, seconds to keep, and as JSON a list of
-- {contact, at (when its message is due, in ms), values (which lie with the person), fate, plan, units}; and of a worker's
-- step over all contacts from which cursor it came and to which, how many it looked at, and for how many ms the next one is
-- its own. Returns how many were new; -1 where it is not being written, or that step was done.
local name, keep = ARGV[1], ARGV[2]
local key = 'ledger:' .. name
if redis.call('HGET', key, 'state') ~= 'listing' then return -1 end
if ARGV[4] and (redis.call('HGET', key, 'cursor') or '0') ~= ARGV[4] then return -1 end

-- What campaigns that are not kept any more said of a person goes, and a name of theirs is used again as if it were new.
local function forget_past(contact, mine)
  local past = redis.call('HGETALL', mine)
  for place = 1, #past, 2 do
    if not is_row_of(past[place], cjson.decode(past[place + 1])[1], contact) then redis.call('HDEL', mine, past[place]) end
  end
end

local row = tonumber(redis.call('HGET', key, 'total'))
local first = row
for _, one in ipairs(cjson.decode(ARGV[3])) do
  local mine = 'rows:' .. one.contact
  forget_past(one.contact, mine)
  if redis.call('HSETNX', mine, name, cjson.encode({row, one.values})) == 1 then
    local chunk = chunk_of(row)
    redis.call('HSET', key .. ':rows:' .. chunk, row, one.contact .. '|' .. one.at)
    redis.call('HSET', key .. ':fates:' .. chunk, row, one.fate)
    redis.call('HINCRBY', key, 'fate:' .. one.fate, 1)
    if one.plan ~= '' then
      redis.call('HINCRBY', key, 'plan:' .. one.plan, 1)
      redis.call('HINCRBY', key, 'planned', one.units)
    end
    if one.fate == 'pending' then redis.call('ZADD', key .. ':open', 'LT', one.at, chunk) end
    for _, part in ipairs({':rows:' .. chunk, ':fates:' .. chunk, ':open'}) do
      redis.call('EXPIRE', key .. part, keep)
    end
    redis.call('EXPIRE', mine, keep)
    row = row + 1
  end
end
redis.call('HSET', key, 'total', row)
if ARGV[4] then
  redis.call('HINCRBY', key, 'looked', ARGV[6])
  redis.call('HSET', key, 'cursor', ARGV[5], 'list_at', now_ms() + ARGV[7])
  if ARGV[5] == '0' then
    redis.call('HSET', key, 'state', 'proposed')
    redis.call('SREM', 'ledgers:at_work', name)
  end
end
return row - first
