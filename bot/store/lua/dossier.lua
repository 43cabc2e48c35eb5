-- Everything that lies here about one contact. ARGV: contact, and 1 where only who they are, their orders and their consents
-- are wanted: the rest takes longer the more cases, calls and timers there are of others.
-- Returns {{key, type, content}, ...}: a hash's fields and values, a list's values, a string's value, a stream's
-- entries; of the timers only its own; the token of a visitor without its hash.
local contact, found = ARGV[1], {}
local function take(key)
  local kind = redis.call('TYPE', key).ok
  local content
  if kind == 'hash' then content = redis.call('HGETALL', key)
  elseif kind == 'list' then content = redis.call('LRANGE', key, 0, -1)
  elseif kind == 'string' then content = {redis.call('GET', key)}
  elseif kind == 'zset' then content = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
  elseif kind == 'stream' then content = redis.call('XRANGE', key, '-', '+')
  else return end
  table.insert(found, {key, kind, content})
end

for _, name in ipairs({'contact:', 'orders:', 'consents:'}) do take(name .. contact) end
if ARGV[2] == '1' then return found end
for _, name in ipairs({'transcript:', 'mailbox:', 'taken:', 'told:', 'rows:', 'quarantine:',
  'notes:', 'model:turns:', 'sends:outbox:', 'bulk:outbox:', 'codes:outbox:'}) do
  take(name .. contact)
end
for _, key in ipairs(redis.call('ZRANGE', 'belongs:' .. contact, 0, -1)) do take(key) end
for _, open in ipairs({'cases', 'calls'}) do
  for _, id in ipairs(redis.call('ZRANGE', open, 0, -1)) do
    local key = string.sub(open, 1, -2) .. ':' .. id
    if redis.call('HGET', key, 'contact') == contact then take(key) end
  end
end
-- The pattern only spares time: whose a timer is, the words before its first bar say.
local timers, pattern = {}, string.gsub(contact, '[%*%?%[%]\\]', '\\%0') .. '|*'
local cursor = '0'
repeat
  local scanned = redis.call('ZSCAN', 'timers', cursor, 'MATCH', pattern, 'COUNT', 100000)
  cursor = scanned[1]
  for place = 1, #scanned[2], 2 do
    local timer = scanned[2][place]
    if string.match(timer, '^[^|]*') == contact then table.insert(timers, timer) end
  end
until cursor == '0'
table.insert(found, {'timers', 'list', timers})
local fields = redis.call('HGETALL', 'contact:' .. contact)
for place = 1, #fields, 2 do
  local address = string.match(fields[place], '^at:(.*)$')
  if address then
    for _, name in ipairs({'heard:', 'parked:', 'nudged:'}) do take(name .. address) end
    if fields[place + 1] ~= '' then take('chat:' .. fields[place + 1]) end
  end
end
return found
