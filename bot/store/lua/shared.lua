-- Put before every script: the clock of the one store, and how a contact is woken.
local function now_ms()
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end

-- What /metrics tells of all processes.
local function count(name)
  redis.call('HINCRBY', 'counters', name, 1)
end

-- Make a contact due in a lane ('turns', 'sends', 'bulk' or 'codes') no later than `at`, and wake whoever attends.
local function wake(lane, contact, at)
  redis.call('ZADD', lane, 'LT', at, contact)
  redis.call('PUBLISH', 'wake', lane)
end

-- A mailbox entry is `<event id>|<address hash>|<event>`; the first two are free of '|'.
local function entry_part(entry, part)
  local first = string.find(entry, '|', 1, true)
  local second = string.find(entry, '|', first + 1, true)
  if part == 1 then return string.sub(entry, 1, first - 1) end
  if part == 2 then return string.sub(entry, first + 1, second - 1) end
  return string.sub(entry, second + 1)
end

-- Take the lease of a contact in a lane: the token, or nil while another holds it.
local function lease(lane, contact, milliseconds, now)
  local token = redis.call('INCR', 'fence')
  if redis.call('SET', lane .. ':lease:' .. contact, token, 'NX', 'PX', milliseconds) then
    redis.call('ZADD', lane, now + milliseconds, contact)
    return tostring(token)
  end
  local left = redis.call('PTTL', lane .. ':lease:' .. contact)
  redis.call('ZADD', lane, now + math.max(left, 1), contact)
  return nil
end

local function holds(lane, contact, token)
  return redis.call('GET', lane .. ':lease:' .. contact) == token
end

-- Keep the lease for another round of work.
local function keep(lane, contact, milliseconds, now)
  redis.call('PEXPIRE', lane .. ':lease:' .. contact, milliseconds)
  redis.call('ZADD', lane, now + milliseconds, contact)
end

-- Give the lease back; `at` is when the contact is due again, nil: nothing waits.
local function release(lane, contact, at)
  redis.call('DEL', lane .. ':lease:' .. contact, lane .. ':open:' .. contact)
  if at then redis.call('ZADD', lane, at, contact) else redis.call('ZREM', lane, contact) end
end

-- Note which keys of a contact do not bear its name, so that all of it can be found; kept in step with them.
local function belongs(contact, keys, seconds, now)
  if #keys == 0 then return end
  local index, words = 'belongs:' .. contact, {}
  for _, key in ipairs(keys) do
    table.insert(words, now)
    table.insert(words, key)
  end
  redis.call('ZADD', index, unpack(words))
  redis.call('ZREMRANGEBYSCORE', index, '-inf', now - seconds * 1000)
  redis.call('EXPIRE', index, seconds)
end

-- Answers wait in the lane 'sends', what nobody waits for in 'bulk', one-time codes in
-- 'codes', so that no answer's time tells whether one is sent: a contact's outbox in each.
local function outbox_of(lane, contact)
  return lane .. ':outbox:' .. contact
end

-- When a contact let an address go, in ms; kept as long as a delivery, and gone when the address is the contact's again.
local function left_key(contact, address)
  return 'left:' .. contact .. ':' .. address
end

-- What a delivery may be without (bot/store/effects.py).
local MAY_LACK = {'to', 'counts', 'ledger', 'row', 'tried', 'more', 'units', 'starts'}

-- Put deliveries ({id, lane, channel, body, and what it may be without}) behind those that already wait in their lanes.
local function queue_deliveries(contact, deliveries, seconds, now)
  local keys = {}
  for _, delivery in ipairs(deliveries) do
    local key = 'delivery:' .. delivery.id
    local fields = {'contact', contact, 'lane', delivery.lane, 'channel', delivery.channel, 'body', delivery.body,
      'status', 'queued', 'attempts', 0, 'at', now}
    for _, name in ipairs(MAY_LACK) do
      if (delivery[name] or '') ~= '' then
        table.insert(fields, name)
        table.insert(fields, delivery[name])
      end
    end
    redis.call('HSET', key, unpack(fields))
    redis.call('EXPIRE', key, seconds)
    table.insert(keys, key)
    redis.call('RPUSH', outbox_of(delivery.lane, contact), delivery.id)
    wake(delivery.lane, contact, now)
  end
  belongs(contact, keys, seconds, now)
end

-- Events of one mailbox that may become one turn.
local MOST_TOGETHER = 5

-- The first events of a mailbox, how often its first was tried in vain, and whether it is under suspicion (1 or 0); nil
-- where there is none. A holder that vanished may have held many contacts and died of none of them, so that alone is no
-- try: it makes the event a suspect. The attendant takes suspects one by one, each marked just before its step
-- (suspect.lua, `<event>!`), and a holder that vanishes then has tried it.
local function first_events(contact)
  local entries = redis.call('LRANGE', 'mailbox:' .. contact, 0, MOST_TOGETHER - 1)
  if #entries == 0 then return nil end
  local event, open = entry_part(entries[1], 1), 'turns:open:' .. contact
  local tries, last = redis.call('GET', 'tries:' .. event), redis.call('GET', open)
  if last == event .. '!' then
    tries = redis.call('INCR', 'tries:' .. event)
    redis.call('EXPIRE', 'tries:' .. event, 86400)
  elseif last == event and not tries then
    tries = 0
    redis.call('SET', 'tries:' .. event, tries, 'EX', 86400)
  end
  if tries then redis.call('DEL', open) else redis.call('SET', open, event, 'EX', 3600) end
  return entries, tonumber(tries or 0), tries and 1 or 0
end

-- A receipt settles what was unconfirmed; what is sent is never unsent, and what arrived has not failed. `returned` is
-- what the provider took and says it could not deliver, until the attendant has decided what follows.
local RANK = {
  queued = 0, attempting = 1, doubtful = 1, unconfirmed = 2, sent = 3, returned = 4, failed = 5, withheld = 5,
  delivered = 6, read = 7,
}

-- When a person got routine messages (bot/model/notice.py): one that may be out counts for the caps. The parts of one
-- message have one name, so that the first does not keep the others.
local TOLD_MS = 7 * 86400 * 1000

local function note_told(contact, name)
  local key, now = 'told:' .. contact, now_ms()
  redis.call('ZADD', key, now, name)
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now - TOLD_MS)
  redis.call('PEXPIRE', key, TOLD_MS)
end

local function told_but(contact, name)
  local times, found = {}, redis.call('ZRANGE', 'told:' .. contact, 0, -1, 'WITHSCORES')
  for place = 1, #found, 2 do
    if found[place] ~= name then table.insert(times, found[place + 1]) end
  end
  return times
end

-- Move a delivery's status forward, never backwards, and the row that it is for with it; the status before, or nil.
local function advance(id, status, reason)
  local found = redis.call('HMGET', 'delivery:' .. id, 'status', 'channel', 'contact', 'counts')
  local before, counts = found[1], found[4] or ''
  if before and RANK[status] > RANK[before] then
    redis.call('HSET', 'delivery:' .. id, 'status', status)
    count('deliveries:' .. found[2] .. ':' .. status)
    if counts ~= '' and RANK[before] < RANK.unconfirmed and status ~= 'failed' and status ~= 'withheld' then
      note_told(found[3], counts)
    end
    if counts ~= '' and status == 'failed' then redis.call('ZREM', 'told:' .. found[3], counts) end
    settle_delivery(id, status, reason)
  end
  return before
end

-- Note under which id a provider took a delivery, and keep a contact's last ones: who asks the provider what became of
-- another delivery must not take this one for it, though the words may be the same.
local MOST_TAKEN = 200

local function note_taken(contact, delivery, id)
  if redis.call('HGET', 'delivery:' .. delivery, 'provider_id') == id then return end
  redis.call('HSET', 'delivery:' .. delivery, 'provider_id', id)
  redis.call('LPUSH', 'taken:' .. contact, id)
  redis.call('LTRIM', 'taken:' .. contact, 0, MOST_TAKEN - 1)
  redis.call('EXPIRE', 'taken:' .. contact, 86400)
end

-- When an address opted out, in ms, '' where it did not: asked at the moment of sending, whoever the contact is.
local function stopped_at(address)
  return address and redis.call('HGET', 'stopped', address) or ''
end

-- When somebody last wrote from an address, in ms, '' where that is longer ago than any provider's window.
local HEARD_FOR = 86400

local function heard_at(address)
  return address and redis.call('GET', 'heard:' .. address) or ''
end

-- Put a delivery back into its outbox, at the end, if it does not lie there already.
local function bring_back(id, now)
  local found = redis.call('HMGET', 'delivery:' .. id, 'contact', 'lane')
  if not found[1] then return end
  local outbox = outbox_of(found[2], found[1])
  if not redis.call('LPOS', outbox, id) then redis.call('RPUSH', outbox, id) end
  wake(found[2], found[1], now)
end

-- Somebody writes: what waited for that, because the provider took nothing else, goes out now.
local function note_heard(address, now)
  redis.call('SET', 'heard:' .. address, now, 'EX', HEARD_FOR)
  local parked = 'parked:' .. address
  local waiting = redis.call('LRANGE', parked, 0, -1)
  if #waiting == 0 then return end
  redis.call('DEL', parked, 'nudged:' .. address)
  for _, id in ipairs(waiting) do bring_back(id, now) end
end

-- Let a delivery wait until somebody writes from its address. Returns whether they are to be asked to: once a day.
local function park(id, seconds)
  local address = redis.call('HGET', 'delivery:' .. id, 'to')
  redis.call('HSET', 'delivery:' .. id, 'status', 'queued')
  redis.call('RPUSH', 'parked:' .. address, id)
  redis.call('EXPIRE', 'parked:' .. address, seconds)
  count('parked')
  return redis.call('SET', 'nudged:' .. address, '1', 'NX', 'EX', 86400)
end

-- Count a token as used: how long it lives from now. False, and gone, when its account was proven too long ago.
local function use_token(key, visitor, proven, account_pause, pause, account_longest)
  local left = tonumber(pause)
  if proven then left = math.min(tonumber(account_pause), proven + account_longest - now_ms()) end
  if left <= 0 then
    redis.call('DEL', key, 'visitor:' .. visitor)
    return false
  end
  redis.call('PEXPIRE', key, left)
  redis.call('PEXPIRE', 'visitor:' .. visitor, left)
  return true
end

-- Refuse a visitor's token from now on, and let its sockets know.
local function end_token(key, visitor)
  redis.call('DEL', key, 'visitor:' .. visitor)
  redis.call('PUBLISH', 'chat', visitor)
end

-- Write one entry into the audit: its body and keyed mark (bot/store/audit.py), chained to the one before.
local function note_audit(body, mark)
  local head = redis.call('HMGET', 'audit:head', 'number', 'hash')
  local number = (head[1] or 0) + 1
  local hash = redis.sha1hex(table.concat({head[2] or '', string.format('%d', number), mark, body}, '|'))
  redis.call('XADD', 'audit', string.format('%d-0', number), 'body', body, 'mark', mark, 'hash', hash)
  redis.call('HSET', 'audit:head', 'number', number, 'hash', hash)
  return number
end
