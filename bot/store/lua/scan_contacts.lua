-- A part of all contacts with what is known of them. ARGV: cursor, how many.
-- Returns {cursor, {{contact, record, {orders}}, ...}}.
local scanned, found = redis.call('SCAN', ARGV[1], 'MATCH', 'contact:*', 'COUNT', ARGV[2]), {}
for _, key in ipairs(scanned[2]) do
  local contact = string.sub(key, 9)
  local record = redis.call('HGET', key, 'contact')
  if record then table.insert(found, {contact, record, redis.call('HVALS', 'orders:' .. contact)}) end
end
return {scanned[1], found}
