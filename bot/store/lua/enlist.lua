-- Add recipients to a ledger that is being written, each person once. ARGV: name, seconds to keep, and as JSON a list of
-- {contact, at (when its message is due, in ms), values (which lie with the person), fate}. Returns how many were new; -1 where it is not being written.
local name, keep = ARGV[1], ARGV[2]
local key = 'ledger:' .. name
if redis.call('HGET', key, 'state') ~= 'listing' then return -1 end
local row = tonumber(redis.call('HGET', key, 'total'))
local first = row
for _, one in ipairs(cjson.decode(ARGV[3])) do
  local mine = 'rows:' .. one.contact
  if redis.call('HSETNX', mine, name, cjson.encode({row, one.values})) == 1 then
    local chunk = chunk_of(row)
    redis.call('HSET', key .. ':rows:' .. chunk, row, one.contact .. '|' .. one.at)
    redis.call('HSET', key .. ':fates:' .. chunk, row, one.fate)
    redis.call('HINCRBY', key, 'fate:' .. one.fate, 1)
    if one.fate == 'pending' then redis.call('ZADD', key .. ':open', 'LT', one.at, chunk) end
    for _, part in ipairs({':rows:' .. chunk, ':fates:' .. chunk, ':open'}) do
      redis.call('EXPIRE', key .. part, keep)
    end
    redis.call('EXPIRE', mine, keep)
    row = row + 1
  end
end
redis.call('HSET', key, 'total', row)
return row - first
