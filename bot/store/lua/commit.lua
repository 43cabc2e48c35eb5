-- Everything that one event caused, at once, and only under our lease and while its event is still the first.
-- ARGV: contact, token, event id, lease in ms, contact record, session, effects as JSON.
-- Returns {1} or {1, next entry}; {0} when the lease or the event is no longer ours: nothing was done.
local contact, token = ARGV[1], ARGV[2]
local mailbox = 'mailbox:' .. contact
local head = redis.call('LINDEX', mailbox, 0)
if not holds('turns', contact, token) or not head or entry_part(head, 1) ~= ARGV[3] then return {0} end

local now = now_ms()
local effects = cjson.decode(ARGV[7])
redis.call('LPOP', mailbox)
count('turns')
redis.call('HSET', 'contact:' .. contact, 'contact', ARGV[5], 'session', ARGV[6])

for _, delivery in ipairs(effects.deliveries) do
  local key = 'delivery:' .. delivery.id
  redis.call('HSET', key, 'contact', contact, 'channel', delivery.channel,
    'body', delivery.body, 'status', 'queued', 'attempts', 0)
  redis.call('EXPIRE', key, effects.keep)
  redis.call('RPUSH', 'outbox:' .. contact, delivery.id)
end
if #effects.deliveries > 0 then wake('sends', contact, now) end

for _, call in ipairs(effects.calls) do
  redis.call('HSET', 'call:' .. call.id, 'contact', contact, 'request', call.request, 'state', 'queued', 'attempts', 0)
  redis.call('ZADD', 'calls', now + effects.call_grace, call.id)
end
for _, timer in ipairs(effects.timers) do
  redis.call('ZADD', 'timers', timer.due, contact .. '|' .. timer.entry)
end
for _, order in ipairs(effects.orders) do
  redis.call('HSET', 'orders:' .. contact, order.id, order.body)
end
for _, case in ipairs(effects.cases) do
  redis.call('HSET', 'case:' .. case.id, 'contact', contact, 'kind', case.kind, 'body', case.body, 'state', 'open')
  redis.call('ZADD', 'cases', now, case.id)
end
for _, id in ipairs(effects.closed) do
  redis.call('HSET', 'case:' .. id, 'state', 'closed')
  redis.call('EXPIRE', 'case:' .. id, effects.keep)
  redis.call('ZREM', 'cases', id)
end
if #effects.lines > 0 then
  for _, line in ipairs(effects.lines) do redis.call('RPUSH', 'transcript:' .. contact, line) end
  redis.call('LTRIM', 'transcript:' .. contact, -effects.lines_kept, -1)
  redis.call('EXPIRE', 'transcript:' .. contact, effects.keep)
end

-- A proven address goes to the account's contact, and what it still has to say goes with it.
local binding = effects.binding
if binding ~= cjson.null then
  local owner = redis.call('GET', binding.account)
  if not owner then
    owner = contact
    redis.call('SET', binding.account, owner)
  end
  redis.call('SET', binding.address, owner)
  local waiting = redis.call('LRANGE', mailbox, 0, -1)
  if owner == contact then
    redis.call('LPUSH', mailbox, binding.entry)
  else
    redis.call('RPUSH', 'mailbox:' .. owner, binding.entry)
    for _, entry in ipairs(waiting) do
      if entry_part(entry, 2) == binding.address_hash then
        redis.call('LREM', mailbox, 1, entry)
        redis.call('RPUSH', 'mailbox:' .. owner, entry)
      end
    end
    wake('turns', owner, now)
  end
end

local following = redis.call('LINDEX', mailbox, 0)
if following then
  keep('turns', contact, ARGV[4], now)
  return {1, following}
end
release('turns', contact, nil)
return {1}
