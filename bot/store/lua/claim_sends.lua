-- Lease up to N contacts with something to send, and mark the first delivery of each as being attempted.
-- ARGV: lane, how many, lease in ms, the providers' limits by channel as JSON. Returns a list of {contact, token, and what
-- begin_first tells}, where the status is what it was before: `attempting` there means that an earlier attempt is doubtful.
-- Who must wait for a limit that all share keeps the place in the row, and others of that channel are passed over, so that
-- a slow provider keeps nobody else waiting; who waits for the own chat's comes back then. Where many are passed over, each
-- look goes on behind the first few where the one before ended (`<lane>:passed`): all are come to, and no look takes long.
local MOST_PASSED = 100
local lane, wanted = ARGV[1], tonumber(ARGV[2])
local now, paces = now_ms(), cjson.decode(ARGV[4])
local claimed, full = {}, {}
local place, passed = 0, 0 -- in the row, of which those that are passed over stay; and how many this look passed over

local function must_wait(contact)
  if not next(full) then return false end
  local id = redis.call('LINDEX', outbox_of(lane, contact), 0)
  local found = id and redis.call('HMGET', 'delivery:' .. id, 'channel', 'status') or {}
  return found[2] == 'queued' and full[found[1]]
end

local function pass()
  place, passed = place + 1, passed + 1
  if passed == wanted then place = math.max(place, tonumber(redis.call('GET', lane .. ':passed') or 0)) end
end

local function claim(contact, since)
  local token = lease(lane, contact, ARGV[3], now)
  if not token then return end
  local first, at, channel = begin_first(lane, contact, now, paces)
  if first then
    table.insert(claimed, {contact, token, unpack(first)})
    return
  end
  if channel then
    full[channel] = true
    pass()
  end
  release(lane, contact, channel and since or at)
end

while #claimed < wanted and passed < MOST_PASSED do
  local due = redis.call('ZRANGEBYSCORE', lane, '-inf', now, 'WITHSCORES', 'LIMIT', place, wanted)
  if #due == 0 then
    if passed > wanted then redis.call('DEL', lane .. ':passed') end
    return claimed
  end
  for one = 1, #due, 2 do
    if #claimed >= wanted or passed >= MOST_PASSED then break end
    if must_wait(due[one]) then pass() else claim(due[one], due[one + 1]) end
  end
end
if passed > wanted then redis.call('SET', lane .. ':passed', place, 'PX', 60000) end
return claimed
