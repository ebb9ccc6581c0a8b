# What all pages share: tags, colours, inputs, cards, and pieces of SQL that mean the same everywhere.

locals {
  aircall_insights_common_tags = {
    category = "Aircall"
    plugin   = "aircall"
    service  = "Aircall"
  }

  questions = "https://github.com/turbot/steampipe-plugin-aircall/blob/main/docs/questions"
  mod_docs  = "https://github.com/turbot/steampipe-plugin-aircall/blob/main/mods/aircall-insights/dashboards"
}

# One meaning, one colour, on every page. "Missed" is what people missed; the greys left before anybody could answer.
locals {
  color_answered     = "ok"
  color_missed       = "alert"
  color_no_agent     = "#e4572e"
  color_voicemail    = "#e8a33d"
  color_out_of_hours = "#7a5ea8"
  color_abandoned    = "#8a97a6"
  color_in_menu      = "#b4bec9"
  color_short        = "#d4dae1"
  color_outbound     = "#4a7fb5"
  color_unanswered   = "#a9c1da"
  color_neutral      = "#4a7fb5"
  color_before       = "#b4bec9"
}

locals {
  # $1 is the page's time zone from the variable; without one, the zone that most lines are in.
  sql_page_zone = "coalesce(nullif($1, ''), (select time_zone from aircall_number where time_zone is not null group by 1 order by count(*) desc, 1 limit 1), 'UTC')"

  sql_is_real_miss = "missed_call_reason in ('no_available_agent', 'agents_did_not_answer')"

  # Of a missed call with a voicemail: nothing shows that anybody has dealt with it.
  sql_voicemail_is_left = <<-EOQ
    (returned_at is null and archived is not true and assigned_to_id is null and coalesce(jsonb_array_length(comments), 0) = 0)
  EOQ

  sql_outcome_label = <<-EOQ
    case outcome
      when 'answered' then 'Answered'
      when 'missed' then 'Missed'
      when 'voicemail' then 'Voicemail'
      when 'out_of_hours' then 'Out of hours'
      when 'abandoned' then 'Abandoned'
      when 'unanswered' then 'Unanswered'
      when 'ongoing' then 'Ongoing'
      else outcome
    end
  EOQ

  sql_reason_label = <<-EOQ
    case missed_call_reason
      when 'agents_did_not_answer' then 'Nobody answered'
      when 'no_available_agent' then 'Nobody free'
      when 'out_of_opening_hours' then 'Out of hours'
      when 'abandoned_in_ivr' then 'Left in the menu'
      when 'abandoned_in_classic' then 'Left before ringing'
      when 'short_abandoned' then 'Left within 10 s'
      else 'No reason given'
    end
  EOQ
}

# Missed calls and what became of them, out of one scan: the same as the table aircall_missed_call, which would read a second
# time. It follows a list of calls in which nothing but the window and the company is left out: a call on any line returns.
locals {
  sql_missed = <<-EOQ
    followed as (
      select
        *,
        min(started_at) filter (where answered_at is not null and direction = 'outbound') over later as called_back_at,
        min(started_at) filter (where answered_at is not null and direction = 'inbound') over later as retried_at
      from calls
      window later as (partition by company_name, phone_number order by started_at, id rows between 1 following and unbounded following)
    ),
    missed as (
      select
        *,
        case when phone_number is not null then least(called_back_at, retried_at) end as returned_at,
        case
          when phone_number is null or called_back_at is null and retried_at is null then null
          when retried_at is null or called_back_at <= retried_at then 'callback'
          else 'retry'
        end as returned_by
      from followed
      where direction = 'inbound' and outcome <> 'ongoing' and answered_at is null
    )
  EOQ
}

# Input queries

query "company_input" {
  title = "Companies"
  sql   = <<-EOQ
    select label, value
    from (
      select 'All companies' as label, 'all' as value, 0 as rank
      union all
      select distinct name, name, 1 from aircall_company where name <> ''
    ) as options
    order by rank, label;
  EOQ
}

query "line_input" {
  title = "Lines"
  sql   = <<-EOQ
    select label, value, tags
    from (
      select 'All lines' as label, 'all' as value, null::jsonb as tags, 0 as rank
      union all
      select coalesce(name, 'Line ' || id), id::text, jsonb_build_object('digits', coalesce(digits, '')), 1 from aircall_number
    ) as options
    order by rank, label, value;
  EOQ
}

query "team_input" {
  title = "Teams"
  sql   = <<-EOQ
    select label, value
    from (
      select 'All teams' as label, 'all' as value, 0 as rank
      union all
      select coalesce(name, 'Team ' || id), id::text, 1 from aircall_team
    ) as options
    order by rank, label, value;
  EOQ
}

query "service_level_input" {
  title = "Thresholds of the service level"
  param "service_level_seconds" {
    default = var.service_level_seconds
  }
  sql = <<-EOQ
    select distinct seconds || ' seconds' as label, seconds::text as value, seconds <> $1::int as other, seconds
    from unnest(array[$1::int, 10, 20, 30, 45, 60]) as seconds
    order by other, seconds;
  EOQ
}

# Cards: one figure of those that the page's one reading has counted

query "figure_card" {
  title = "A figure"
  sql   = <<-EOQ
    select $2::text as label, ($1::jsonb ->> $3)::float8 as value;
  EOQ
}

query "warning_card" {
  title = "A figure that should be 0"
  sql   = <<-EOQ
    select
      $2::text as label,
      ($1::jsonb ->> $3)::float8 as value,
      case when ($1::jsonb ->> $3)::float8 > 0 then 'alert' else 'ok' end as type,
      nullif($4, '') as href;
  EOQ
}

query "text_card" {
  title = "A figure in words"
  sql   = <<-EOQ
    select $2::text as label, coalesce($1::jsonb ->> $3, '—') as value;
  EOQ
}

# The foot of every page. Its arguments are those of the page's reading, so that it waits for that.

query "api_usage" {
  title = "Requests used of the limit"
  sql   = <<-EOQ
    select
      sp_connection_name as "Connection",
      requests_last_minute as "Requests in the last minute",
      requests_limit as "Limit a minute",
      requests_waiting as "Waiting",
      seconds_waited as "Seconds waited",
      coalesce('Aircall refuses requests until ' || to_char(blocked_until at time zone 'UTC', 'HH24:MI:SS') || ' UTC', 'no') as "Held up",
      to_char($1::timestamptz at time zone $2, 'YYYY-MM-DD HH24:MI') as "This page reads from",
      $2 as "Time zone of its days"
    from
      aircall_api_usage
    order by
      sp_connection_name;
  EOQ
}

# A week as a picture: a square for each weekday and hour, the darker the higher its value. $1 is a list of day (1 is Monday),
# hour and value; $2 the colour; $3 what the picture shows, for those who cannot see it.

query "week_picture" {
  title = "Weekday by hour"
  sql   = <<-EOQ
    with squares as (
      select
        day, hour, v.value, coalesce(v.value, 0) / greatest(max(v.value) over (), 1) as share,
        46 + hour * 30 as x, 22 + (day - 1) * 26 as y
      from generate_series(1, 7) as day
        cross join generate_series(0, 23) as hour
        left join jsonb_to_recordset($1::jsonb) as v(day int, hour int, value numeric) using (day, hour)
    ),
    pieces as (
      select
        format('<rect x="%s" y="%s" width="28" height="24" rx="3" fill="%s" fill-opacity="%s"/>', x, y, $2::text, round(0.05 + 0.85 * share, 2))
          || case when value > 0 then format('<text x="%s" y="%s" text-anchor="middle"%s>%s</text>', x + 14, y + 16, case when share > 0.4 then ' fill="#ffffff"' else '' end, value) else '' end as svg
      from squares
      union all
      select format('<text x="40" y="%s" text-anchor="end">%s</text>', 38 + (day - 1) * 26, (array['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'])[day])
      from generate_series(1, 7) as day
      union all
      select format('<text x="%s" y="14" text-anchor="middle">%s</text>', 60 + hour * 30, hour) from generate_series(0, 23) as hour
    )
    select
      'data:image/svg+xml;base64,' || translate(encode(convert_to(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 768 206" font-family="sans-serif" font-size="11" fill="#808890">' || string_agg(svg, '') || '</svg>', 'UTF8'
      ), 'base64'), E'\n', '') as src,
      $3::text as alt
    from pieces;
  EOQ
}
