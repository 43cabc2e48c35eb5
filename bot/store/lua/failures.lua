-- How many rows of a ledger were tried, and how many of them failed or opted out; since it was let go on the last time it
-- paused.
local function rows_with(key, wanted)
  local number, fields = 0, redis.call('HGETALL', key)
  for place = 1, #fields, 2 do
    local fate = string.match(fields[place], '^fate:(%a+)')
    if fate and wanted[fate] then number = number + fields[place + 1] end
  end
  return number
end

local function failed_rows(key)
  return rows_with(key, {failed = true})
end

local function tried_rows(key)
  return rows_with(key, {failed = true, sent = true, delivered = true, read = true, unconfirmed = true})
end

local function opted_out_rows(key)
  return tonumber(redis.call('HGET', key, 'did:opted_out') or 0)
end

local function fails_too_often(key)
  local found = redis.call('HMGET', key, 'failed_percent', 'after', 'forgiven', 'tried_before', 'opted_out_percent',
    'let_go')
  local tried = tried_rows(key) - (found[4] or 0)
  local failed = failed_rows(key) - (found[3] or 0)
  local left = opted_out_rows(key) - (found[6] or 0)
  if tried < tonumber(found[2]) then return false end
  return failed * 100 >= tonumber(found[1]) * tried or left * 100 >= tonumber(found[5] or 100) * tried
end
