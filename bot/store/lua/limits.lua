-- One-time codes over all contacts and processes; the figures come with the commit (bot/store/codes.py).
-- What lies here, as sorted sets by time: `codes:asked:<subject>` codes that were sent and not yet used,
-- `codes:wrong:<subject>` wrong ones, `codes:meters:<address>` the meters asked for there, `codes:sent` and `codes:wrong`
-- over all; `codes:texts` those that went to a phone, `codes:used` those of them that were used, both by when they were
-- sent. A subject is an account, or a meter that none is known of; both are treated alike.
local function within(key, now, span)
  return redis.call('ZCOUNT', key, now - span, '+inf')
end

local function remember(key, now, member, most, span)
  redis.call('ZADD', key, now, member)
  redis.call('ZREMRANGEBYRANK', key, 0, -most - 1)
  redis.call('PEXPIRE', key, span)
end

-- Whether so many guess that everything goes slowly.
local function slow_mode(limits, now)
  return within('codes:wrong', now, limits.hour) >= limits.breaker
end

local function may_send(code, limits, now)
  local asked, meters = 'codes:asked:' .. code.subject, 'codes:meters:' .. code.address
  redis.call('ZREMRANGEBYSCORE', asked, '-inf', now - limits.day)
  redis.call('ZREMRANGEBYSCORE', meters, '-inf', now - limits.day)
  local times = redis.call('ZRANGE', asked, 0, -1, 'WITHSCORES')
  local sent, factor = #times / 2, slow_mode(limits, now) and limits.slower or 1
  if sent > 0 then
    local pause = limits.pauses[math.min(sent, #limits.pauses)] * factor
    if now - times[#times] < pause - limits.slack then return false end
  end
  return sent < limits.a_day
    and within(asked, now, limits.short) < limits.a_short
    and (redis.call('ZSCORE', meters, code.meter) or redis.call('ZCARD', meters) < limits.meters)
    and within('codes:sent', now, limits.hour) < limits.budget / factor
    and within('codes:wrong:' .. code.subject, now, limits.day) < limits.wrong
end

-- Raise the alarm, once an hour, where too few of the last hour's codes were used: somebody has texts sent for their
-- price, or to plague people. What is still good is not judged yet.
local function note_unused(contact, code, limits, now)
  local since, settled = now - limits.hour, now - limits.lasts
  local texts = redis.call('ZCOUNT', 'codes:texts', since, settled)
  local used = redis.call('ZCOUNT', 'codes:used', since, settled)
  if texts < limits.judged or used >= texts * limits.used then return end
  if redis.call('SET', 'codes:unused', '1', 'NX', 'PX', limits.hour) then
    count('codes_unused')
    open_case(contact, code.case, now)
  end
end

-- A code that no phone gets is noted by the same commands, at a time that is never counted.
local function note_sent(contact, code, limits, now)
  remember('codes:asked:' .. code.subject, now, code.nonce, limits.a_day, limits.day)
  remember('codes:meters:' .. code.address, now, code.meter, limits.meters, limits.day)
  remember('codes:sent', now, code.nonce, limits.budget, limits.hour)
  remember('codes:texts', code.decoy and 0 or now, code.nonce, limits.budget, limits.hour)
  note_unused(contact, code, limits, now)
end

local function note_wrong(contact, code, limits, now)
  count('codes_wrong')
  remember('codes:wrong:' .. code.subject, now, code.attempt, limits.wrong, limits.day)
  remember('codes:wrong', now, code.attempt, limits.breaker, limits.hour)
  if slow_mode(limits, now) and redis.call('SET', 'codes:slow', '1', 'NX', 'PX', limits.hour) then
    count('codes_slow')
    open_case(contact, code.case, now)
  end
end

-- Why a typed code does not count, right or wrong; nil: it does.
local function refused(code, limits, now)
  if within('codes:wrong:' .. code.subject, now, limits.day) >= limits.wrong then return 'locked' end
  if slow_mode(limits, now) and within('codes:wrong', now, limits.minute) >= limits.pace then return 'busy' end
  return nil
end

-- Take a typed code: once, and alike whether it was right, so that a refusal tells a guesser nothing; what is refused is
-- used up. Returns why it is refused, or nil.
local function typed(contact, code, limits, now)
  local why, right = refused(code, limits, now), code.use == 'right'
  local asked = 'codes:asked:' .. code.subject
  if right then
    local sent_at = redis.call('ZSCORE', asked, code.nonce)
    local live = sent_at and now - sent_at <= limits.lasts
    why = why or (not live and 'used' or nil)
  end
  if not right or why then note_wrong(contact, code, limits, now) end
  if not right and within('codes:wrong:' .. code.subject, now, limits.day) >= limits.wrong then why = 'locked' end
  if right and not why then
    remember('codes:used', redis.call('ZSCORE', asked, code.nonce), code.nonce, limits.budget, limits.hour)
  end
  if right or why then redis.call('ZREM', asked, code.nonce) end
  if why then count('codes_refused') end
  return why
end

local function withhold(contact, delivery, seconds)
  local key = 'delivery:' .. delivery.id
  redis.call('HSET', key, 'contact', contact, 'lane', delivery.lane, 'channel', delivery.channel,
    'body', delivery.body, 'status', 'queued', 'attempts', 0, 'error', 'code_limit')
  redis.call('EXPIRE', key, seconds)
  belongs(contact, {key}, seconds, now_ms())
  advance(delivery.id, 'withheld')
end

-- All that a turn did with codes. Returns the deliveries that may go out, and the entry that says what a code
-- did: why it is refused, or that an order is approved.
local function take_codes(contact, effects, now)
  local held, entry = {}, nil
  for _, code in ipairs(effects.codes) do
    if code.use == 'asked' then
      if may_send(code, effects.limits, now) then
        note_sent(contact, code, effects.limits, now)
      else
        for _, id in ipairs(code.deliveries) do held[id] = true end
      end
    else
      local why = typed(contact, code, effects.limits, now)
      entry = code.entries[why or 'counted'] or entry
    end
  end
  local going = {}
  for _, delivery in ipairs(effects.deliveries) do
    if held[delivery.id] then withhold(contact, delivery, effects.keep) else table.insert(going, delivery) end
  end
  return going, entry
end
