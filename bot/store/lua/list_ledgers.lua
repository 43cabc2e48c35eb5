-- Ledgers without their rows, the newest first, and none that is gone. ARGV: how many, and after how many.
-- Returns {{name, {field, value, ...}}, ...}.
local found = {}
for _, name in ipairs(redis.call('ZREVRANGE', 'ledgers', ARGV[2], ARGV[2] + ARGV[1] - 1)) do
  local fields = redis.call('HGETALL', 'ledger:' .. name)
  if #fields > 0 then table.insert(found, {name, fields}) else redis.call('ZREM', 'ledgers', name) end
end
return found
