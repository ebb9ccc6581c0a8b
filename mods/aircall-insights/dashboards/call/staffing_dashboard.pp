dashboard "staffing_dashboard" {
  title         = "Aircall Heat Map and Staffing"
  documentation = file("./dashboards/call/docs/staffing_dashboard.md")

  tags = merge(local.call_common_tags, {
    type = "Dashboard"
  })

  container {
    input "days" {
      title = "Period"
      width = 3
      option "7" { label = "Last 7 days" }
      option "1" { label = "Last 24 hours" }
      option "14" { label = "Last 14 days" }
      option "30" { label = "Last 30 days (slow)" }
    }
    input "company" {
      title = "Company"
      width = 3
      query = query.company_input
    }
    input "number_id" {
      title = "Line"
      width = 3
      query = query.line_input
    }
    input "team_id" {
      title = "Team that the call rang"
      width = 3
      query = query.team_input
    }
  }

  with "staffing" {
    query = query.staffing_figures
    args = [
      var.time_zone,
      self.input.days.value,
      self.input.company.value,
      self.input.number_id.value,
      self.input.team_id.value
    ]
  }

  container {
    card {
      width = 3
      query = query.figure_card
      args  = [with.staffing.rows[0].figures, "Inbound calls", "inbound"]
    }
    card {
      width = 3
      query = query.figure_card
      args  = [with.staffing.rows[0].figures, "Missed by people, % of offered", "missed_percent"]
    }
    card {
      width = 3
      query = query.figure_card
      args  = [with.staffing.rows[0].figures, "Most conversations at once", "most_at_once"]
    }
    card {
      width = 3
      query = query.text_card
      args  = [with.staffing.rows[0].figures, "Busiest quarter of an hour", "busiest_quarter"]
    }
  }

  text {
    value = <<-EOM
      A call counts in the hour in which it **started**, in the time zone of **its line**; calls that still go on count too. *Offered* are calls that were answered or that people missed. Conversations at once run from answer to end, in both directions, on the whole company's clock: the chosen line's zone, else that of the page. Definition: [heat map](${local.questions}/heat-map.md). [About this page and its cost](${local.mod_docs}/call/docs/staffing_dashboard.md).
    EOM
  }

  container {
    image {
      title = "Inbound calls, by weekday and hour"
      width = 6
      query = query.week_picture
      args  = [with.staffing.rows[0].volume, "#4a7fb5", "Inbound calls by weekday and hour"]
    }

    image {
      title = "Missed by people, % of offered"
      width = 6
      query = query.week_picture
      args  = [with.staffing.rows[0].missed, "#d64545", "Share of offered calls that people missed, by weekday and hour"]
    }
  }

  container {
    chart {
      title    = "Conversations at once, by hour of the day"
      type     = "column"
      grouping = "compare"
      width    = 6
      query    = query.staffing_concurrency
      args     = [with.staffing.rows[0].concurrency]

      series "On an ordinary day (median)" { color = local.color_before }
      series "95 of 100 days stay below" { color = local.color_neutral }
      series "Highest (below 20 days)" { color = local.color_neutral }
    }

    chart {
      title = "Inbound calls by quarter of an hour"
      type  = "area"
      width = 6
      query = query.staffing_quarters
      args  = [with.staffing.rows[0].quarters]

      series "Calls" { color = local.color_neutral }
    }
  }

  table {
    title = "The ten worst hours, and what they lack"
    query = query.staffing_worst_hours
    args  = [with.staffing.rows[0].cells]
  }

  table {
    title = "Requests used of the limit"
    query = query.api_usage
    args  = [with.staffing.rows[0].since, with.staffing.rows[0].zone]
  }
}

# The page's one reading

query "staffing_figures" {
  title = "Calls by weekday and hour, and conversations at once"

  param "time_zone" {}
  param "days" {}
  param "company" {}
  param "number_id" {}
  param "team_id" {}

  sql = <<-EOQ
    with zone as (
      select coalesce((select time_zone from aircall_number where id::text = $4), ${local.sql_page_zone}) as name
    ),
    calls as materialized (
      select
        c.direction, c.answered_at, coalesce(c.ended_at, now()) as ended_at, c.in_call_duration, ${local.sql_is_real_miss} as is_real_miss,
        c.started_at at time zone coalesce(n.time_zone, zone.name) as local_start
      from zone, aircall_call as c left join aircall_number as n on n.id = c.number_id
      where
        c.started_at >= now() - make_interval(days => $2::int)
        and ($3 = 'all' or c.company_name = $3)
        and ($4 = 'all' or c.number_id::text = $4)
        and ($5 = 'all' or exists (select from jsonb_array_elements(c.teams) as team where team ->> 'id' = $5))
    ),
    cells as (
      select
        extract(isodow from local_start)::int as day, extract(hour from local_start)::int as hour,
        count(*) as calls,
        count(*) filter (where answered_at is not null or is_real_miss) as offered,
        count(*) filter (where is_real_miss) as real_missed,
        count(distinct local_start::date) as days
      from calls
      where direction = 'inbound'
      group by 1, 2
    ),
    quarters as (
      select to_char(date_bin('15 minutes', local_start, '2000-01-03'), 'HH24:MI') as quarter, count(*) as calls
      from calls
      where direction = 'inbound'
      group by 1
    ),
    hours as ( -- from the first whole hour of the window
      select hour from generate_series(date_trunc('hour', now() - make_interval(days => $2::int)) + interval '1 hour', now(), interval '1 hour') as hour
    ),
    moments as (
      select answered_at as at, 1 as change from calls where answered_at is not null
      union all
      select ended_at, -1 from calls where answered_at is not null
      union all
      select hour, 0 from hours
    ),
    levels as (
      select at, sum(change) over (order by at, change rows unbounded preceding) as conversations from moments
    ),
    peaks as (
      select date_trunc('hour', at at time zone zone.name) as hour, max(conversations) as peak
      from levels, zone
      where at >= (select min(hour) from hours)
      group by 1
    ),
    concurrency as (
      select
        extract(hour from hour)::int as hour,
        percentile_disc(0.5) within group (order by peak) as median,
        case when count(*) < 20 then max(peak) else percentile_disc(0.95) within group (order by peak) end as high,
        count(*) < 20 as is_highest
      from peaks
      group by 1
    ),
    talk as (
      select avg(in_call_duration) as average from calls
    )
    select
      (now() - make_interval(days => $2::int))::text as since,
      now()::text as until,
      (select name from zone) as zone,
      (
        select jsonb_build_object(
          'inbound', count(*),
          'missed_percent', round(100.0 * count(*) filter (where is_real_miss) / nullif(count(*) filter (where answered_at is not null or is_real_miss), 0), 1),
          'most_at_once', (select coalesce(max(peak), 0) from peaks),
          'busiest_quarter', (select quarter from quarters order by calls desc, quarter limit 1)
        )
        from calls
        where direction = 'inbound'
      ) as figures,
      coalesce((select jsonb_agg(jsonb_build_object('day', day, 'hour', hour, 'value', calls)) from cells), '[]') as volume,
      coalesce((select jsonb_agg(jsonb_build_object('day', day, 'hour', hour, 'value', round(100.0 * real_missed / offered))) from cells where offered > 0), '[]') as missed,
      coalesce((
        select jsonb_agg(jsonb_build_object('day', day, 'hour', hour, 'calls', calls, 'offered', offered, 'real_missed', real_missed,
          'extra', ceil(real_missed::numeric / days * coalesce(talk.average, 0) / 3600)))
        from cells, talk
        where real_missed > 0
      ), '[]') as cells,
      coalesce((select jsonb_agg(c) from concurrency as c), '[]') as concurrency,
      coalesce((select jsonb_agg(q) from quarters as q), '[]') as quarters;
  EOQ
}

# Charts

query "staffing_concurrency" {
  title = "Conversations at once, by hour"
  sql   = <<-EOQ
    with hours as (
      select hour, c.median, c.high, bool_or(c.is_highest) over () as is_highest
      from generate_series(0, 23) as hour left join jsonb_to_recordset($1::jsonb) as c(hour int, median int, high int, is_highest boolean) using (hour)
    )
    select
      to_char(hour, 'fm00') || 'h' as "Hour", s.name as "Conversations", coalesce(case s.rank when 1 then median else high end, 0) as "At once"
    from hours,
      lateral (values (1, 'On an ordinary day (median)'), (2, case when is_highest is not false then 'Highest (below 20 days)' else '95 of 100 days stay below' end)) as s(rank, name)
    order by hour, s.rank;
  EOQ
}

query "staffing_quarters" {
  title = "Inbound calls by quarter of an hour"
  sql   = <<-EOQ
    select to_char(at, 'HH24:MI') as "Quarter", coalesce(q.calls, 0) as "Calls"
    from generate_series(timestamp '2000-01-03', timestamp '2000-01-03 23:45', interval '15 minutes') as at
      left join jsonb_to_recordset($1::jsonb) as q(quarter text, calls bigint) on q.quarter = to_char(at, 'HH24:MI')
    order by 1;
  EOQ
}

# Tables

query "staffing_worst_hours" {
  title = "The hours in which people missed most"
  sql   = <<-EOQ
    select
      (array['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'])[day] as "Weekday",
      to_char(hour, 'fm00') || 'h' as "Hour",
      calls as "Inbound calls",
      offered as "Offered",
      real_missed as "Missed by people",
      round(100.0 * real_missed / offered, 1)::float8 as "Missed by people, %",
      extra as "Agents more (estimate)"
    from jsonb_to_recordset($1::jsonb) as c(day int, hour int, calls bigint, offered bigint, real_missed bigint, extra bigint)
    order by real_missed desc, 6 desc, day, hour
    limit 10;
  EOQ
}
