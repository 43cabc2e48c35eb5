-- Which processes live? ARGV: silence in ms after which one is dead, then kinds.
-- Returns {{kind, which one, ms since its last word, what it said of itself}, ...}.
local answer, now = {}, now_ms()
for place = 2, #ARGV do
  local found = redis.call('HGETALL', 'signs:' .. ARGV[place])
  for one = 1, #found, 2 do
    local at, said = string.match(found[one + 1], '^(%d+)|(.*)$')
    if now - at <= tonumber(ARGV[1]) then table.insert(answer, {ARGV[place], found[one], now - at, said}) end
  end
end
return answer
