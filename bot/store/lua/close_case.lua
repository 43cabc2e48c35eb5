-- Close a case. ARGV: case, seconds to keep. Returns 1, or 0 when it was not open.
return close_case(ARGV[1], ARGV[2])
