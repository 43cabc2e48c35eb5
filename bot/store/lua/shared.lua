-- Put before every script: the clock of the one store, and how a contact is woken.
local function now_ms()
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end

-- What /metrics tells of all processes.
local function count(name)
  redis.call('HINCRBY', 'counters', name, 1)
end

-- Make a contact due in a lane ('turns' or 'sends') no later than `at`, and wake whoever attends.
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
  redis.call('DEL', lane .. ':lease:' .. contact)
  if at then redis.call('ZADD', lane, at, contact) else redis.call('ZREM', lane, contact) end
end

-- Mark the first delivery of an outbox as being attempted: {id, body, status before, attempts, repeated}, or nil.
-- Ids whose record is gone (kept no longer) are passed over.
local function begin_first(contact, now)
  local outbox = 'outbox:' .. contact
  local id = redis.call('LINDEX', outbox, 0)
  while id do
    local found = redis.call('HMGET', 'delivery:' .. id, 'body', 'status', 'attempts', 'repeated')
    if found[1] then
      redis.call('HSET', 'delivery:' .. id, 'status', 'attempting', 'attempted_at', now)
      local attempts = redis.call('HINCRBY', 'delivery:' .. id, 'attempts', 1)
      return {id, found[1], found[2], attempts, found[4] or ''}
    end
    redis.call('LPOP', outbox)
    id = redis.call('LINDEX', outbox, 0)
  end
  return nil
end

local RANK = {
  queued = 0, attempting = 1, sent = 2, delivered = 3, read = 4, failed = 5, unconfirmed = 1, withheld = 5,
}

-- Move a delivery's status forward, never backwards. A receipt settles what was unconfirmed.
local function advance(id, status)
  local found = redis.call('HMGET', 'delivery:' .. id, 'status', 'channel')
  local before = found[1]
  if before and RANK[status] > RANK[before] then
    redis.call('HSET', 'delivery:' .. id, 'status', status)
    count('deliveries:' .. found[2] .. ':' .. status)
  end
  return before
end
