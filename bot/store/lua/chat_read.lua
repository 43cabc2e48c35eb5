-- The frames of a visitor after an entry id. KEYS: stream, then the token of whoever reads, if a browser does.
-- ARGV: after, how many. Returns {id, frame, id, frame, ...}, or nil when the token is no longer good.
if KEYS[2] then
  local found = redis.call('HMGET', KEYS[2], 'visitor', 'said')
  if not found[1] or found[2] then return nil end
end
local answer = {}
for _, entry in ipairs(redis.call('XRANGE', KEYS[1], '(' .. ARGV[1], '+', 'COUNT', ARGV[2])) do
  table.insert(answer, entry[1])
  table.insert(answer, entry[2][2])
end
return answer
