-- The frames of a visitor after an entry id. KEYS: stream. ARGV: after, how many. Returns {id, frame, id, frame, ...}.
local answer = {}
for _, entry in ipairs(redis.call('XRANGE', KEYS[1], '(' .. ARGV[1], '+', 'COUNT', ARGV[2])) do
  table.insert(answer, entry[1])
  table.insert(answer, entry[2][2])
end
return answer
