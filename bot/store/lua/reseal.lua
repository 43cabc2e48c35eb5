-- Put values sealed anew in place of the old ones, wherever those still stand. KEYS: key.
-- ARGV: type, then place, old value, new value of each. Returns how many were replaced.
local key, kind, done, fresh = KEYS[1], ARGV[1], 0, {}
for place = 2, #ARGV, 3 do
  local at, old, new = ARGV[place], ARGV[place + 1], ARGV[place + 2]
  local replaced = true
  if kind == 'string' and redis.call('GET', key) == old then redis.call('SET', key, new, 'KEEPTTL')
  elseif kind == 'hash' and redis.call('HGET', key, at) == old then redis.call('HSET', key, at, new)
  elseif kind == 'list' and redis.call('LINDEX', key, at) == old then redis.call('LSET', key, at, new)
  elseif kind == 'zset' and redis.call('ZSCORE', key, old) then
    local due = redis.call('ZSCORE', key, old)
    redis.call('ZREM', key, old)
    redis.call('ZADD', key, due, new)
  elseif kind == 'stream' then fresh[at] = {old, new}
  else replaced = false end
  if replaced then done = done + 1 end
end
if kind ~= 'stream' then return done end

-- A stream's entries cannot be changed: all of it is written anew, each entry under its own id.
local entries, life = redis.call('XRANGE', key, '-', '+'), redis.call('PTTL', key)
if #entries == 0 then return 0 end
redis.call('DEL', key)
for _, entry in ipairs(entries) do
  local change, value = fresh[entry[1]], entry[2][2]
  if change and change[1] == value then value = change[2] end
  redis.call('XADD', key, entry[1], entry[2][1], value)
end
if life > 0 then redis.call('PEXPIRE', key, life) end
return done
