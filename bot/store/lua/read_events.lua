-- What is known of flexibility events. ARGV: how many of the latest to end, and after how many; or also an event's id, and
-- nothing of the others.
-- Returns {{id, 1 while it is still being spread, its fields and values}, ...}.
local ids = ARGV[3] and {ARGV[3]} or redis.call('ZREVRANGE', 'flexibility', ARGV[2], ARGV[2] + ARGV[1] - 1)
local found = {}
for _, id in ipairs(ids) do
  local fields = redis.call('HGETALL', 'flexibility:' .. id)
  if #fields > 0 then
    table.insert(found, {id, redis.call('ZSCORE', 'spreading', id) and 1 or 0, fields})
  end
end
return found
