-- Everything that a turn caused, at once, and only under our lease and while its events are still the first.
-- ARGV: contact, token, first event id, how many events, lease in ms, contact record, session, effects as JSON.
-- Returns {1} or {1, next entries, tries at the first, whether it is a suspect}; {0} when the lease or the events are no
-- longer ours: nothing was done.

-- Who is found by a transaction of the energy network, for as long as its last step is remembered.
local function find_by(contact, key, seconds, now)
  redis.call('SET', key, contact, 'EX', seconds)
  belongs(contact, {key}, seconds, now)
end

-- Whoever is enrolled in a programme is found when an event of it is called: `in:<programme>` in a contact's record says
-- that it stands in `enrolled:<programme>`, which may still name one who left.
local function note_enrolment(contact, programme)
  redis.call('SADD', 'enrolled:' .. programme, contact)
  redis.call('HSET', 'contact:' .. contact, 'in:' .. programme, '')
end

-- How far a person is with an event lies with the person; the event counts how many are how far, and adds up, once for
-- each person, what it came to.
local function note_outcome(contact, one)
  local record, field, key = 'contact:' .. contact, 'event:' .. one.event, 'flexibility:' .. one.event
  local before = redis.call('HGET', record, field) or ''
  local fate, measured = string.match(before, '^(%S*)( ?.*)$')
  redis.call('HSET', record, field, one.fate .. (one.wh ~= cjson.null and ' measured' or measured))
  if redis.call('EXISTS', key) == 0 then return end
  if fate ~= one.fate then
    if fate ~= '' then redis.call('HINCRBY', key, 'fate:' .. fate, -1) end
    redis.call('HINCRBY', key, 'fate:' .. one.fate, 1)
  end
  if one.wh ~= cjson.null and measured == '' then
    redis.call('HINCRBY', key, 'measured', 1)
    redis.call('HINCRBY', key, 'wh', one.wh)
    if one.currency ~= '' then redis.call('HINCRBY', key, 'paid:' .. one.currency, one.amount) end
  end
end

local contact, token, events = ARGV[1], ARGV[2], tonumber(ARGV[4])
local mailbox = 'mailbox:' .. contact
local head = redis.call('LINDEX', mailbox, 0)
if not holds('turns', contact, token) or not head or entry_part(head, 1) ~= ARGV[3] then return {0} end

local now = now_ms()
local effects = cjson.decode(ARGV[8])
redis.call('LPOP', mailbox, events)
count('turns')
redis.call('HSET', 'contact:' .. contact, 'contact', ARGV[6], 'session', ARGV[7], unpack(effects.found_by))

local going, refusal = take_codes(contact, effects, now)
queue_deliveries(contact, going, effects.keep, now)

for _, call in ipairs(effects.calls) do
  redis.call('HSET', 'call:' .. call.id, 'contact', contact, 'request', call.request, 'state', 'queued')
  redis.call('ZADD', 'calls', now + effects.call_grace, call.id)
  if call.transaction ~= '' then find_by(contact, call.transaction, effects.keep, now) end
end
for _, timer in ipairs(effects.timers) do
  redis.call('ZADD', 'timers', timer.due, contact .. '|' .. timer.entry)
end
for _, order in ipairs(effects.orders) do
  redis.call('HSET', 'orders:' .. contact, order.id, order.body)
  find_by(contact, order.transaction, effects.keep, now)
end
for _, case in ipairs(effects.cases) do open_case(contact, case, now) end
for _, id in ipairs(effects.closed) do close_case(id, effects.keep) end
if #effects.lines > 0 then
  redis.call('RPUSH', 'transcript:' .. contact, unpack(effects.lines))
  redis.call('LTRIM', 'transcript:' .. contact, -effects.lines_kept, -1)
  redis.call('EXPIRE', 'transcript:' .. contact, effects.keep)
end

for _, programme in ipairs(effects.enrolled) do note_enrolment(contact, programme) end
for _, outcome in ipairs(effects.outcomes) do note_outcome(contact, outcome) end

local consents = effects.consents
if #consents.entries > 0 then
  redis.call('RPUSH', 'consents:' .. contact, unpack(consents.entries))
  redis.call('LTRIM', 'consents:' .. contact, -consents.most, -1)
  redis.call('EXPIRE', 'consents:' .. contact, consents.keep)
end
for _, stop in ipairs(consents.stops) do
  if stop.at > 0 then redis.call('HSETNX', 'stopped', stop.address, string.format('%d', stop.at))
  else redis.call('HDEL', 'stopped', stop.address) end
end

if effects.answer ~= cjson.null then take_answer(contact, effects.answer) end

for _, entry in ipairs(effects.audit) do note_audit(entry.body, entry.mark) end

if refusal then
  redis.call('LPUSH', mailbox, refusal)
elseif effects.binding ~= cjson.null then
  bind_address(contact, effects.binding, now)
end
for _, one in ipairs(effects.released) do release_address(contact, one, effects.keep, now) end

redis.call('DEL', 'turns:open:' .. contact)
local following, tries, suspect = first_events(contact)
if following then
  keep('turns', contact, ARGV[5], now)
  return {1, following, tries, suspect}
end
release('turns', contact, nil)
return {1}
