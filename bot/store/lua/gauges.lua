-- How much waits, and since when. ARGV: kinds of cases.
-- Returns {{how many, ms since the first was due}, ...} of turns, sends, bulk, codes, calls, timers and cases, and then of
-- the open cases of each kind.
local answer, now = {}, now_ms()
local function add(name)
  local first = redis.call('ZRANGE', name, 0, 0, 'WITHSCORES')
  table.insert(answer, {redis.call('ZCARD', name), first[2] and math.max(0, now - first[2]) or 0})
end
for _, name in ipairs({'turns', 'sends', 'bulk', 'codes', 'calls', 'timers', 'cases'}) do add(name) end
index_all_cases()
for _, kind in ipairs(ARGV) do add(by_kind(kind)) end
return answer
