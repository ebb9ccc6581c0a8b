dashboard "outbound_dashboard" {
  title         = "Aircall Outbound and Sales"
  documentation = file("./dashboards/call/docs/outbound_dashboard.md")

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
      title = "Team of the agent"
      width = 3
      query = query.team_input
    }
  }

  with "outbound" {
    query = query.outbound_figures
    args = [
      var.time_zone,
      self.input.days.value,
      self.input.company.value,
      self.input.number_id.value,
      self.input.team_id.value,
      var.meeting_tag
    ]
  }

  container {
    card {
      width = 2
      query = query.figure_card
      args  = [with.outbound.rows[0].figures, "Dials", "dials"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.outbound.rows[0].figures, "Connected, %", "connect_percent"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.outbound.rows[0].figures, "Hours of talk", "talk_hours"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.outbound.rows[0].figures, "Average talk, s", "average_talk"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.outbound.rows[0].figures, "Meetings", "meetings"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.outbound.rows[0].figures, "Numbers dialled", "numbers"]
    }
  }

  text {
    value = <<-EOM
      Of outbound calls that have ended. *Connected* are those that somebody answered; a voicemail box answers too. *Meetings* are calls with the tag of the variable `meeting_tag`. A country is that of the calling code: +1 is all of North America. Hours are those of the line. [About this page and its cost](${local.mod_docs}/call/docs/outbound_dashboard.md).
    EOM
  }

  container {
    chart {
      title    = "Dials by hour of the day"
      type     = "column"
      grouping = "stack"
      width    = 6
      query    = query.outbound_hours
      args     = [with.outbound.rows[0].hours]

      series "Connected" { color = local.color_outbound }
      series "Unanswered" { color = local.color_unanswered }
    }

    chart {
      title = "Connected by hour of the day, %"
      type  = "line"
      width = 6
      query = query.outbound_connect_hours
      args  = [with.outbound.rows[0].hours]

      series "Connected, %" { color = local.color_outbound }
    }

    chart {
      title    = "Dials by agent"
      type     = "bar"
      grouping = "stack"
      width    = 6
      query    = query.outbound_agents
      args     = [with.outbound.rows[0].agents]

      series "Connected" { color = local.color_outbound }
      series "Unanswered" { color = local.color_unanswered }
    }

    chart {
      title = "Connected by country, % (five dials or more)"
      type  = "bar"
      width = 6
      query = query.outbound_countries
      args  = [with.outbound.rows[0].countries]

      series "Connected, %" { color = local.color_outbound }
    }
  }

  table {
    title = "Numbers dialled again and again"
    query = query.outbound_often_dialled
    args = [
      with.outbound.rows[0].since,
      with.outbound.rows[0].until,
      with.outbound.rows[0].zone,
      self.input.company.value,
      self.input.number_id.value,
      self.input.team_id.value,
      var.dials_to_one_number
    ]

    column "call_id" { display = "none" }
    column "Number" { href = "/aircall_insights.dashboard.call_detail?input.call_id={{ .call_id | @uri }}" }
  }

  table {
    title = "Requests used of the limit"
    query = query.api_usage
    args  = [with.outbound.rows[0].since, with.outbound.rows[0].zone]
  }
}

# The page's one reading

query "outbound_figures" {
  title = "Figures of the outbound calls"

  param "time_zone" {}
  param "days" {}
  param "company" {}
  param "number_id" {}
  param "team_id" {}
  param "meeting_tag" {}

  sql = <<-EOQ
    with zone as (
      select ${local.sql_page_zone} as name
    ),
    members as materialized (
      select distinct user_id from aircall_team_member where team_id::text = $5
    ),
    calls as materialized (
      select direction, outcome, company_name, phone_number, number_id, user_id, started_at, answered_at, in_call_duration, tags
      from aircall_call
      where
        started_at >= now() - make_interval(days => $2::int)
        and ($3 = 'all' or company_name = $3)
        and ($4 = 'all' or number_id::text = $4)
        and ($5 = 'all' or user_id in (select user_id from members))
    ),
    dials as (
      select c.*, extract(hour from c.started_at at time zone coalesce(n.time_zone, zone.name))::int as hour
      from zone, calls as c left join aircall_number as n on n.id = c.number_id
      where c.direction = 'outbound' and c.outcome <> 'ongoing'
    ),
    countries as (
      select coalesce(k.country, 'not known') as country, count(*) as dials, count(answered_at) as connected
      from dials left join ${local.sql_calling_codes} on ${local.sql_has_calling_code}
      group by 1
    )
    select
      (now() - make_interval(days => $2::int))::text as since,
      now()::text as until,
      (select name from zone) as zone,
      (
        select jsonb_build_object(
          'dials', count(*),
          'connect_percent', round(100.0 * count(answered_at) / nullif(count(*), 0), 1),
          'talk_hours', round(coalesce(sum(in_call_duration), 0) / 3600.0, 1),
          'average_talk', round(avg(in_call_duration)),
          'meetings', count(*) filter (where tags ? $6),
          'numbers', count(distinct (company_name, phone_number)) filter (where phone_number is not null)
        )
        from dials
      ) as figures,
      coalesce((select jsonb_agg(h) from (select hour, count(*) as dials, count(answered_at) as connected from dials group by 1) as h), '[]') as hours,
      coalesce((select jsonb_agg(a) from (select user_id, count(*) as dials, count(answered_at) as connected from dials group by 1) as a), '[]') as agents,
      coalesce((select jsonb_agg(c) from countries as c), '[]') as countries;
  EOQ
}

# Charts

query "outbound_hours" {
  title = "Dials by hour"
  sql   = <<-EOQ
    select to_char(at, 'fm00') || 'h' as "Hour", k.kind as "Dials", k.calls as "Number"
    from generate_series(0, 23) as at
      left join jsonb_to_recordset($1::jsonb) as h(hour int, dials bigint, connected bigint) on h.hour = at,
      lateral (values (1, 'Connected', coalesce(connected, 0)), (2, 'Unanswered', coalesce(dials - connected, 0))) as k(rank, kind, calls)
    order by at, k.rank;
  EOQ
}

query "outbound_connect_hours" {
  title = "Share of connected dials by hour"
  sql   = <<-EOQ
    select to_char(at, 'fm00') || 'h' as "Hour", round(100.0 * connected / nullif(dials, 0), 1)::float8 as "Connected, %"
    from generate_series(0, 23) as at left join jsonb_to_recordset($1::jsonb) as h(hour int, dials bigint, connected bigint) on h.hour = at
    order by at;
  EOQ
}

query "outbound_agents" {
  title = "Dials by agent"
  sql   = <<-EOQ
    with agents as (
      select coalesce(u.name, 'A former user') as name, a.*
      from jsonb_to_recordset($1::jsonb) as a(user_id bigint, dials bigint, connected bigint) left join aircall_user as u on u.id = a.user_id
      order by dials desc, user_id
      limit 15
    )
    select name as "Agent", k.kind as "Dials", k.calls as "Number"
    from agents, lateral (values (1, 'Connected', connected), (2, 'Unanswered', dials - connected)) as k(rank, kind, calls)
    order by dials, user_id desc, k.rank;
  EOQ
}

query "outbound_countries" {
  title = "Share of connected dials by country"
  sql   = <<-EOQ
    with countries as (
      select * from jsonb_to_recordset($1::jsonb) as c(country text, dials bigint, connected bigint) where dials >= 5 order by dials desc, country limit 15
    )
    select country || ' (' || dials || ')' as "Country", round(100.0 * connected / dials, 1)::float8 as "Connected, %" from countries order by dials, 1 desc;
  EOQ
}

# Tables

query "outbound_often_dialled" {
  title = "Numbers dialled again and again"
  sql   = <<-EOQ
    with members as materialized (
      select distinct user_id from aircall_team_member where team_id::text = $6
    ),
    calls as materialized (
      select id, direction, outcome, company_name, phone_number, user_id, started_at, answered_at
      from aircall_call
      where
        started_at >= $1::timestamptz
        and started_at <= $2::timestamptz
        and ($4 = 'all' or company_name = $4)
        and ($5 = 'all' or number_id::text = $5)
        and ($6 = 'all' or user_id in (select user_id from members))
    )
    select
      phone_number as "Number",
      count(*) as "Dials",
      count(answered_at) as "Connected",
      count(distinct user_id) as "Agents",
      to_char(min(started_at) at time zone $3, 'YYYY-MM-DD HH24:MI') as "First dial",
      to_char(max(started_at) at time zone $3, 'YYYY-MM-DD HH24:MI') as "Last dial",
      company_name as "Company",
      max(id) as call_id
    from calls
    where direction = 'outbound' and outcome <> 'ongoing' and phone_number is not null
    group by company_name, phone_number
    having count(*) > $7::int
    order by 2 desc, 1;
  EOQ
}
