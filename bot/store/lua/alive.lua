-- Which of these processes live? ARGV: names. Returns 1 or 0 for each.
local answer = {}
for _, name in ipairs(ARGV) do table.insert(answer, redis.call('EXISTS', 'alive:' .. name)) end
return answer
