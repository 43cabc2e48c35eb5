-- What is to be put into outboxes of one chunk now. ARGV: ledger, chunk.
-- Returns {state, body, {{row, contact, due in ms, values, tried channels, contact record, {orders}}, ...}}.
local key, now, rows = 'ledger:' .. ARGV[1], now_ms(), {}
local found = redis.call('HMGET', key, 'state', 'body', 'launched')
if not found[1] then return {'', '', {}} end
local fates = redis.call('HGETALL', key .. ':fates:' .. ARGV[2])
for place = 1, #fates, 2 do
  if fates[place + 1] == 'pending' then
    local row = fates[place]
    local stored = redis.call('HGET', key .. ':rows:' .. ARGV[2], row)
    local contact, at = string.match(stored, '^([^|]*)|(%d+)$')
    if at == '0' then at = found[3] or at end
    if tonumber(at) <= now or found[1] == 'stopped' then
      local tried = redis.call('HGET', key .. ':tried:' .. ARGV[2], row) or ''
      local mine = redis.call('HGET', 'rows:' .. contact, ARGV[1])
      local values = mine and cjson.decode(mine)[2] or ''
      table.insert(rows, {row, contact, at, values, tried, redis.call('HGET', 'contact:' .. contact, 'contact')})
    end
  end
end
return {found[1], found[2], rows}
