-- Open cases, oldest first. ARGV: kind or '', 'any' or 'of', the owner ('' is nobody), how many to pass over, how many.
-- Returns {how many there are, {{id, contact, body, owner's name and time or '', 1 while it is open}, ...}}.
local kind, owned, owner, first = ARGV[1], ARGV[2] == 'of', ARGV[3], tonumber(ARGV[4])
local last = first + ARGV[5] - 1
index_all_cases()
local total, ids
if kind ~= '' and owned then
  local both = redis.call('ZINTER', 2, by_kind(kind), by_owner(owner))
  total, ids = #both, {}
  for place = first + 1, math.min(last + 1, total) do table.insert(ids, both[place]) end
else
  local index = kind ~= '' and by_kind(kind) or owned and by_owner(owner) or 'cases'
  total, ids = redis.call('ZCARD', index), redis.call('ZRANGE', index, first, last)
end
local answer = {}
for _, id in ipairs(ids) do
  local found = redis.call('HMGET', 'case:' .. id, 'contact', 'body', 'owned')
  if found[1] then table.insert(answer, {id, found[1], found[2], found[3] or '', 1}) end
end
return {total, answer}
