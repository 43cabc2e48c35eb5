-- What an operator sees of a contact. ARGV: contact, how many lines.
-- Returns {{line, {status, attempts, error, repeated, not before} of its delivery or {}}, ...}, {remarks}, contact record,
-- session.
local contact, lines = ARGV[1], {}
for _, line in ipairs(redis.call('LRANGE', 'transcript:' .. contact, -ARGV[2], -1)) do
  local delivery = string.match(line, '"delivery":"([%w.-]+)"')
  local sent = {}
  if delivery then
    sent = redis.call('HMGET', 'delivery:' .. delivery, 'status', 'attempts', 'error', 'repeated', 'not_before')
  end
  table.insert(lines, {line, sent})
end
local known = redis.call('HMGET', 'contact:' .. contact, 'contact', 'session')
return {lines, redis.call('LRANGE', 'notes:' .. contact, 0, -1), known[1], known[2]}
