-- Put before the scripts that begin an attempt: which delivery of an outbox goes out now.

-- How long a provider's limits (channels/pacing.py) let a delivery wait, in ms, and whether only its own chat's does; none:
-- it is counted. `limits` are {what shares it, ms between two, how many at once}; each key holds when all that was let
-- through is paid off. What nobody waits for uses half of it, so that an answer always finds room.
local function paced(limits, lane, channel, address, now)
  local wait, own, paid = 0, true, {}
  for _, limit in ipairs(limits) do
    local chat, burst = limit[1] == 'chat', limit[3]
    local key = chat and 'pace:' .. channel .. ':' .. address or 'pace:' .. limit[1]
    local until_then = math.max(tonumber(redis.call('GET', key) or 0), now)
    if lane == 'bulk' then burst = math.max(math.floor(burst / 2), 1) end
    local left = until_then - (burst - 1) * limit[2] - now
    if left > 0 then
      wait = math.max(wait, left)
      own = own and chat
    end
    table.insert(paid, {key, until_then + limit[2]})
  end
  if wait > 0 then return math.ceil(wait), own end
  for _, one in ipairs(paid) do
    redis.call('SET', one[1], string.format('%.3f', one[2]), 'PX', math.ceil(one[2] - now) + 1)
  end
  return nil
end

-- Why what waits is not sent: its campaign is paused or stopped, or its contact let the address go after it was queued.
-- Without `at` a delivery was queued by an older process, so before the address was let go.
local function held_back(contact, ledger, address, at)
  local halt = halted(ledger)
  if halt or not address then return halt end
  local left = tonumber(redis.call('GET', left_key(contact, address)) or 0)
  return left > tonumber(at or 0) and 'unlinked' or nil
end

-- Take what is not sent, or not now, out of the outbox: nobody has tried it, or the provider refused it.
local function take_back(id, halt, ledger, row)
  if halt == 'paused' then
    redis.call('DEL', 'delivery:' .. id)
    wait_again(ledger, row)
  else
    redis.call('HSET', 'delivery:' .. id, 'error', halt)
    advance(id, 'withheld', halt)
  end
end

-- Mark the first delivery of an outbox as being attempted: {contact record, id, body, status before, attempts, repeated,
-- attempted at, others, when its address opted out, when the person got routine messages, when the address was last heard,
-- the last error}; or nil, when the next is due, if one is, and the channel where only others' messages delay it. `paces` are the
-- providers' limits by channel, without those that are known to be exhausted. Taken out: what is kept no longer, and what a
-- receipt or a late word settled while nobody held the lease. Passed over: what must not go out before its time
-- (record.lua), so that it keeps nothing else. What came back stays marked so: it is only decided about.
-- `again` counts, before anything goes out, the attempts that may repeat one: a process that dies in one tells nobody.
local function begin_first(lane, contact, now, paces)
  local outbox, place, due = outbox_of(lane, contact), 0, nil
  local id = redis.call('LINDEX', outbox, place)
  while id do
    local key = 'delivery:' .. id
    local found = redis.call('HMGET', key, 'body', 'status', 'attempts', 'repeated', 'attempted_at', 'to', 'not_before',
      'counts', 'error', 'ledger', 'row', 'channel', 'at')
    local record = redis.call('HGET', 'contact:' .. contact, 'contact')
    local not_before, stopped, heard = tonumber(found[7] or 0), stopped_at(found[6]), heard_at(found[6])
    if found[2] == 'returned' then
      local attempts, repeated, error = found[3], found[4] or '', found[9] or ''
      return {record, id, found[1], found[2], attempts, repeated, found[5], {}, stopped, {}, heard, error}
    end
    local halt = found[2] == 'queued' and held_back(contact, found[10], found[6], found[13])
    if not found[1] or RANK[found[2]] >= RANK.unconfirmed or halt then
      redis.call('LREM', outbox, 1, id)
      if halt then take_back(id, halt, found[10], found[11]) end
    elseif not_before > now then
      due = math.min(due or not_before, not_before)
      place = place + 1
    else
      local doubtful = found[2] ~= 'queued'
      local limits = found[2] ~= 'attempting' and paces[found[12]]
      local wait, own = paced(limits or {}, lane, found[12], found[6] or '', now)
      if wait then return nil, math.min(due or now + wait, now + wait), not own and found[12] or nil end
      redis.call('HSET', key, 'status', 'attempting')
      if not doubtful then redis.call('HSET', key, 'attempted_at', now) end
      if found[2] == 'doubtful' then redis.call('HINCRBY', key, 'again', 1) end
      local attempts = redis.call('HINCRBY', key, 'attempts', 1)
      local others = doubtful and redis.call('LRANGE', 'taken:' .. contact, 0, -1) or {}
      local begun = doubtful and found[5] or now
      local told = (found[8] or '') ~= '' and told_but(contact, found[8]) or {}
      return {record, id, found[1], found[2], attempts, found[4] or '', begun, others, stopped, told, heard, ''}
    end
    id = redis.call('LINDEX', outbox, place)
  end
  return nil, due
end
