-- Which contact an address belongs to (bot/store/binding.py): given to the account's when it is proven, or let go.
-- `at:<hash>` in a contact's record names an address that is its own, and its visitor in the web chat; `was:<contact>`
-- a contact whose addresses came over, each as `<hash>@<when> ` while that can be undone.

-- What an address still has to say goes with it. Returns whether there was something.
local function move_entries(hash, from, to)
  local moved = false
  for _, entry in ipairs(redis.call('LRANGE', 'mailbox:' .. from, 0, -1)) do
    if entry_part(entry, 2) == hash then
      redis.call('LREM', 'mailbox:' .. from, 1, entry)
      redis.call('RPUSH', 'mailbox:' .. to, entry)
      moved = true
    end
  end
  return moved
end

-- In the web chat: the token that the visitor had is refused from now on, but to whoever said this (token_exchange.lua).
local function exchange_token(binding, now)
  local token = redis.call('GET', 'visitor:' .. binding.visitor)
  if not token then return end
  redis.call('HSET', 'token:' .. token, 'proven', now, 'said', binding.said)
  redis.call('PEXPIRE', 'token:' .. token, binding.exchange)
  redis.call('PUBLISH', 'chat', binding.visitor)
end

-- The caps go with the person: what was told to the one counts for the other as well.
local function tell_of(from, to)
  if redis.call('EXISTS', 'told:' .. from) == 0 then return end
  redis.call('ZUNIONSTORE', 'told:' .. to, 2, 'told:' .. to, 'told:' .. from, 'AGGREGATE', 'MAX')
  redis.call('PEXPIRE', 'told:' .. to, TOLD_MS)
end

-- Give a proven address to its account's contact, which may be this one.
local function bind_address(contact, binding, now)
  local owner = redis.call('GET', binding.account)
  if not owner then
    owner = contact
    redis.call('SET', binding.account, owner)
  end
  redis.call('SET', 'address:' .. binding.hash, owner)
  redis.call('SET', binding.meter, owner)
  local record, at, was = 'contact:' .. owner, 'at:' .. binding.hash, 'was:' .. contact
  redis.call('HSET', record, at, binding.visitor, 'by:' .. binding.account, '', 'by:' .. binding.meter, '')
  redis.call('DEL', left_key(owner, binding.hash))
  exchange_token(binding, now)
  if owner == contact then
    redis.call('LPUSH', 'mailbox:' .. contact, binding.entry)
    return
  end
  redis.call('HDEL', 'contact:' .. contact, at)
  redis.call('HSET', record, was, (redis.call('HGET', record, was) or '') .. binding.hash .. '@' .. binding.at .. ' ')
  redis.call('RPUSH', 'mailbox:' .. owner, binding.entry)
  move_entries(binding.hash, contact, owner)
  tell_of(contact, owner)
  wake('turns', owner, now)
end

-- A merge that brought an address here can no longer be undone; once it is, the former contact is somebody else.
local function end_merge(record, one)
  local fields = redis.call('HGETALL', record)
  for place = 1, #fields, 2 do
    local field, left = fields[place], string.gsub(fields[place + 1], one.hash .. '@%S* ', '')
    if string.sub(field, 1, 4) == 'was:' and left ~= fields[place + 1] then
      redis.call('HSET', record, field, left)
      if left == '' and field == 'was:' .. one.to then redis.call('HDEL', record, field) end
    end
  end
end

-- Let an address go: to a former contact, or to nobody. In the web chat its token ends, so nobody speaks there again,
-- and what was said there stays this contact's. What already waits for it is not sent there any more (begin.lua).
local function release_address(contact, one, seconds, now)
  local record, look_up = 'contact:' .. contact, 'address:' .. one.hash
  local left = left_key(contact, one.hash)
  redis.call('HDEL', record, 'at:' .. one.hash)
  redis.call('SET', left, now, 'EX', seconds)
  belongs(contact, {left}, seconds, now)
  end_merge(record, one)
  if one.visitor ~= '' then
    end_token('token:' .. (redis.call('GET', 'visitor:' .. one.visitor) or ''), one.visitor)
    belongs(contact, {'chat:' .. one.visitor}, seconds, now)
  end
  if redis.call('GET', look_up) ~= contact then return end
  local to = one.to ~= '' and one.to or one.fresh
  local moved = move_entries(one.hash, contact, to)
  if one.to == '' and not moved then
    redis.call('DEL', look_up)
    return
  end
  redis.call('SET', look_up, to)
  redis.call('DEL', left_key(to, one.hash))
  redis.call('HSET', 'contact:' .. to, 'at:' .. one.hash, one.visitor)
  wake('turns', to, now)
end
