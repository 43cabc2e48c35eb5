-- A part of all keys with what they hold. ARGV: cursor, how many.
-- Returns {cursor, {{key, type, content}, ...}}: content as {place, value, place, value, ...}; a place is a hash's field,
-- a list's index, a sorted set's score or a stream's entry. RQ's books and the audit hold nothing sealed.
local scanned, found = redis.call('SCAN', ARGV[1], 'COUNT', ARGV[2]), {}
for _, key in ipairs(scanned[2]) do
  local kind, content = redis.call('TYPE', key).ok, {}
  local name = string.match(key, '^%a+')
  if name == 'rq' or name == 'audit' then kind = 'none' end
  if kind == 'string' then content = {'', redis.call('GET', key)}
  elseif kind == 'hash' then content = redis.call('HGETALL', key)
  elseif kind == 'zset' and key == 'timers' then
    for _, member in ipairs(redis.call('ZRANGE', key, 0, -1)) do
      table.insert(content, '')
      table.insert(content, member)
    end
  elseif kind == 'list' then
    for place, value in ipairs(redis.call('LRANGE', key, 0, -1)) do
      table.insert(content, place - 1)
      table.insert(content, value)
    end
  elseif kind == 'stream' then
    for _, entry in ipairs(redis.call('XRANGE', key, '-', '+')) do
      table.insert(content, entry[1])
      table.insert(content, entry[2][2])
    end
  end
  if #content > 0 then table.insert(found, {key, kind, content}) end
end
return {scanned[1], found}
