-- Bring a ledger into another state. ARGV: name, state, from which states as JSON, case as JSON or ''.
-- Returns 1, or 0 where it is in none of these.
local key, name, to = 'ledger:' .. ARGV[1], ARGV[1], ARGV[2]
local state, may = redis.call('HGET', key, 'state'), false
for _, one in ipairs(cjson.decode(ARGV[3])) do may = may or one == state end
if not may then return 0 end
local now = now_ms()
redis.call('HSET', key, 'state', to)
if ARGV[4] ~= '' then open_case('', cjson.decode(ARGV[4]), now) end
if to == 'paused' then
  redis.call('SREM', 'ledgers:at_work', name)
else
  redis.call('SADD', 'ledgers:at_work', name)
  redis.call('HSET', key, 'next_at', now, 'forgiven', failed_rows(key), 'tried_before', tried_rows(key),
    'let_go', opted_out_rows(key))
end
return 1
