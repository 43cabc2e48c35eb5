-- Leave nothing of a contact but a tombstone. ARGV: contact, turns token, keys to delete as JSON, timers as JSON, keys
-- that name the contact as JSON, visitors as JSON, pseudonym for the tombstone, audit body, audit mark ('' for none),
-- and as JSON {address hash: time in ms} of where the person opted out, which outlives them.
-- Returns 1, or 0 when the contact is no longer in our hands.
local contact = ARGV[1]
if not holds('turns', contact, ARGV[2]) then return 0 end
local rows = redis.call('HGETALL', 'rows:' .. contact)
for place = 1, #rows, 2 do forget_row(contact, rows[place], cjson.decode(rows[place + 1])[1]) end
for _, field in ipairs(redis.call('HKEYS', 'contact:' .. contact)) do
  if string.sub(field, 1, 3) == 'in:' then redis.call('SREM', 'enrolled:' .. string.sub(field, 4), contact) end
end
for _, key in ipairs(cjson.decode(ARGV[3])) do
  local kind, id = string.match(key, '^(%a+):(.*)$')
  if kind == 'case' then unindex_case(id) end
  if kind == 'call' then redis.call('ZREM', 'calls', id) end
  redis.call('DEL', key)
  if kind == 'delivery' then redis.call('DEL', 'chat:sent:' .. id) end
end
for _, timer in ipairs(cjson.decode(ARGV[4])) do redis.call('ZREM', 'timers', timer) end
for _, key in ipairs(cjson.decode(ARGV[5])) do
  if redis.call('GET', key) == contact then redis.call('DEL', key) end
end
for _, visitor in ipairs(cjson.decode(ARGV[6])) do
  redis.call('DEL', 'chat:' .. visitor)
  end_token('token:' .. (redis.call('GET', 'visitor:' .. visitor) or ''), visitor)
end
for _, name in ipairs({'contact:', 'orders:', 'consents:', 'transcript:', 'mailbox:', 'taken:', 'told:', 'rows:', 'quarantine:',
  'notes:', 'model:turns:', 'belongs:'}) do
  redis.call('DEL', name .. contact)
end
for _, lane in ipairs({'turns', 'sends', 'bulk', 'codes'}) do
  redis.call('DEL', outbox_of(lane, contact))
  release(lane, contact, nil)
end
for address, at in pairs(cjson.decode(ARGV[10])) do redis.call('HSETNX', 'stopped', address, string.format('%d', at)) end
if ARGV[7] ~= '' then redis.call('ZADD', 'tombstones', now_ms(), ARGV[7]) end
if ARGV[9] ~= '' then note_audit(ARGV[8], ARGV[9]) end
return 1
