connection "aircall" {
  plugin = "aircall"

  # `api_id`, `api_token`: The two halves of an Aircall API key. Make one in the Aircall Dashboard under
  # Integrations & API, API keys: https://dashboard.aircall.io
  # Required, unless `access_token` is given. Environment: AIRCALL_API_ID and AIRCALL_API_TOKEN.
  # api_id    = "2f6c1d0e9b8a47533c5d7e91a0b2c4d6"
  # api_token = "9e8d7c6b5a4f43210f1e2d3c4b5a6978"

  # `access_token`: The bearer token of an OAuth application, instead of an API key.
  # Optional. Environment: AIRCALL_ACCESS_TOKEN.
  # access_token = "q3J5bXw8ZkP0tY7uR2sV6nC1dH4gL9eA"

  # `start_date`: Calls that started before it are no part of the tables: a date or an RFC 3339 time, UTC
  # when it names no zone. Aircall itself serves the calls of the last six months.
  # Optional. Environment: AIRCALL_START_DATE.
  # start_date = "2026-06-01"

  # `base_url`: Where Aircall's API is; `http` is allowed to this machine alone.
  # Optional, default https://api.aircall.io. Environment: AIRCALL_BASE_URL.
  # base_url = "https://api.aircall.io"

  # `max_requests_per_minute`: How many requests in any 60 seconds may be sent, from 1 to 1000. Aircall allows
  # a company 120, shared by all its integrations.
  # Optional, default 100. Environment: AIRCALL_MAX_REQUESTS_PER_MINUTE. All processes of one user on a machine
  # that use the same key share it, through a small file in the folder that AIRCALL_STATE_DIR names, else in the
  # user's own folder for state.
  # max_requests_per_minute = 100

  # `max_concurrent_requests`: How many requests may be under way at once, from 1 to 20.
  # Optional, default 5. Environment: AIRCALL_MAX_CONCURRENT_REQUESTS.
  # max_concurrent_requests = 5

  # `cache_seconds`: How long queries may be answered from what was just read, from 0 (never) to 3600.
  # Optional, default 60. Environment: AIRCALL_CACHE_SECONDS.
  # cache_seconds = 60

  # `max_query_requests`: How many requests one query may cost in a table, from 1 to 1000000; 0 is any number. A
  # query that would cost more ends after its first request, with what to write instead.
  # Optional, default 1000 in Steampipe, and 0 in the command `aircall`. Environment: AIRCALL_MAX_QUERY_REQUESTS.
  # max_query_requests = 1000

  # `max_volume_buckets`: How many requests one query of `aircall_call_volume` may cost, from 1 to 100000.
  # Optional, default 400.
  # max_volume_buckets = 400
}
