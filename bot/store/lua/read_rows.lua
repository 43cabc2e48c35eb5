-- Rows of a ledger, to be looked at. ARGV: name, first row, how many, whether with orders.
-- Returns {{contact, due in ms, values, fate, contact record, {orders}}, ...}.
local key, rows = 'ledger:' .. ARGV[1], {}
local launched = redis.call('HGET', key, 'launched')
for row = tonumber(ARGV[2]), ARGV[2] + ARGV[3] - 1 do
  local stored = redis.call('HGET', key .. ':rows:' .. chunk_of(row), row)
  if not stored then break end
  local contact, at = string.match(stored, '^([^|]*)|(%d+)$')
  local fate = redis.call('HGET', key .. ':fates:' .. chunk_of(row), row)
  local mine = redis.call('HGET', 'rows:' .. contact, ARGV[1])
  local record = redis.call('HGET', 'contact:' .. contact, 'contact')
  if at == '0' then at = launched or at end
  local orders = ARGV[4] == '1' and redis.call('HVALS', 'orders:' .. contact) or {}
  table.insert(rows, {contact, at, mine and cjson.decode(mine)[2] or '', fate, record, orders})
end
return rows
