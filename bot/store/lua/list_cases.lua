-- Open cases, oldest first. ARGV: how many. Returns a list of {id, contact, kind, body}.
local answer = {}
for _, id in ipairs(redis.call('ZRANGE', 'cases', 0, ARGV[1] - 1)) do
  local found = redis.call('HMGET', 'case:' .. id, 'contact', 'kind', 'body')
  if found[1] then table.insert(answer, {id, found[1], found[2], found[3]}) end
end
return answer
