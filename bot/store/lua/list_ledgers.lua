-- The names of the ledgers, oldest first, and of none that is gone. ARGV: how many of the last.
local names = {}
for _, name in ipairs(redis.call('ZRANGE', 'ledgers', -ARGV[1], -1)) do
  if redis.call('EXISTS', 'ledger:' .. name) == 1 then table.insert(names, name)
  else redis.call('ZREM', 'ledgers', name) end
end
return names
