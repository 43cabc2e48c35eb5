-- Set a contact's damaged values aside, with a case. ARGV: contact, values, seconds to keep, case as JSON.
redis.call('SET', 'quarantine:' .. ARGV[1], ARGV[2], 'EX', ARGV[3])
open_case(ARGV[1], cjson.decode(ARGV[4]), now_ms())
return 1
