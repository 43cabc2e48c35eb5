-- What is known of flexibility events. ARGV: how many of the latest to end, or an event's id and nothing of the others.
-- Returns {{id, 1 while it is still being spread, its fields and values}, ...}.
local ids = ARGV[2] and {ARGV[2]} or redis.call('ZREVRANGE', 'flexibility', 0, ARGV[1] - 1)
local found = {}
for _, id in ipairs(ids) do
  local fields = redis.call('HGETALL', 'flexibility:' .. id)
  if #fields > 0 then
    table.insert(found, {id, redis.call('ZSCORE', 'spreading', id) and 1 or 0, fields})
  end
end
return found
