-- Bring a ledger into another state. ARGV: name, state, from which states as JSON, case as JSON or ''; who does it ('' for
-- the house itself: pseudonym, sealed name, audit body, audit mark). Returns 1, or 0 where it is in none of these, or what was proposed is not
-- all listed yet, or is to be launched by its author: that is for somebody else.
local key, name, to = 'ledger:' .. ARGV[1], ARGV[1], ARGV[2]
local state, may = redis.call('HGET', key, 'state'), false
for _, one in ipairs(cjson.decode(ARGV[3])) do may = may or one == state end
if not may then return 0 end
local author = to == 'running' and redis.call('HGET', key, 'author')
if author and (state == 'listing' or state == 'proposed' and author == ARGV[5]) then return 0 end
local now = now_ms()
redis.call('HSET', key, 'state', to)
if to == 'running' and redis.call('HSETNX', key, 'launched', now) == 1 and ARGV[6] ~= '' then
  redis.call('HSET', key, 'launcher_name', ARGV[6])
end
if ARGV[7] ~= '' then note_audit(ARGV[7], ARGV[8]) end
if ARGV[4] ~= '' then open_case('', cjson.decode(ARGV[4]), now) end
if to == 'paused' or to == 'proposed' then
  redis.call('SREM', 'ledgers:at_work', name)
else
  redis.call('SADD', 'ledgers:at_work', name)
  redis.call('HSET', key, 'next_at', now, 'forgiven', failed_rows(key), 'tried_before', tried_rows(key),
    'let_go', opted_out_rows(key))
end
if to == 'stopped' then -- what was to go later is recorded at once as what does not go
  for _, chunk in ipairs(redis.call('ZRANGE', key .. ':open', 0, -1)) do redis.call('ZADD', key .. ':open', 0, chunk) end
end
return 1
