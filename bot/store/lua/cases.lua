-- Put before every script: open cases, found by age ('cases'), by kind and by owner; '' owns what nobody has taken yet.
local function by_kind(kind) return 'cases:kind:' .. kind end
local function by_owner(owner) return 'cases:owner:' .. owner end

local function index_case(id, at)
  local found = redis.call('HMGET', 'case:' .. id, 'kind', 'owner')
  redis.call('ZADD', 'cases', at, id)
  redis.call('ZADD', by_kind(found[1]), at, id)
  redis.call('ZADD', by_owner(found[2] or ''), at, id)
end

-- Returns 1, or 0 when it was not open.
local function unindex_case(id)
  local found = redis.call('HMGET', 'case:' .. id, 'kind', 'owner')
  if found[1] then redis.call('ZREM', by_kind(found[1]), id) end
  redis.call('ZREM', by_owner(found[2] or ''), id)
  return redis.call('ZREM', 'cases', id)
end

-- A person must look: kept open until it is closed. One that is open already keeps its owner.
local function open_case(contact, case, now)
  local key = 'case:' .. case.id
  if unindex_case(case.id) == 0 then
    redis.call('HDEL', key, 'owner', 'owned')
    redis.call('PERSIST', key)
  end
  redis.call('HSET', key, 'contact', contact, 'kind', case.kind, 'body', case.body, 'state', 'open')
  index_case(case.id, now)
end

local function close_case(id, seconds)
  if unindex_case(id) == 0 then return 0 end
  redis.call('HSET', 'case:' .. id, 'state', 'closed')
  redis.call('EXPIRE', 'case:' .. id, seconds)
  local contact = redis.call('HGET', 'case:' .. id, 'contact')
  if contact ~= '' then belongs(contact, {'case:' .. id}, seconds, now_ms()) end
  return 1
end

-- Cases that an earlier version opened are found by age alone; the first look finds them by kind and owner too.
local function index_all_cases()
  if not redis.call('SET', 'cases:indexed', '1', 'NX') then return end
  local found = redis.call('ZRANGE', 'cases', 0, -1, 'WITHSCORES')
  for place = 1, #found, 2 do
    if redis.call('HEXISTS', 'case:' .. found[place], 'kind') == 1 then index_case(found[place], found[place + 1]) end
  end
end
