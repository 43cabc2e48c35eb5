-- How many rows of a ledger were tried, and how many of them failed; since it was let go on the last time it paused.
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

local function fails_too_often(key)
  local found = redis.call('HMGET', key, 'failed_percent', 'after', 'forgiven', 'tried_before')
  local tried = tried_rows(key) - (found[4] or 0)
  local failed = failed_rows(key) - (found[3] or 0)
  return tried >= tonumber(found[2]) and failed * 100 >= tonumber(found[1]) * tried
end
