dashboard "agent_detail" {
  title         = "Aircall Agent Detail"
  documentation = file("./dashboards/user/docs/agent_detail.md")

  tags = merge(local.user_common_tags, {
    type = "Detail"
  })

  container {
    input "user_id" {
      title = "Agent"
      width = 4
      query = query.agent_input
    }

    input "days" {
      title = "Period"
      width = 4
      option "7" { label = "Last 7 days" }
      option "1" { label = "Last 24 hours" }
      option "14" { label = "Last 14 days" }
      option "30" { label = "Last 30 days (slow)" }
    }
  }

  with "agent" {
    query = query.agent_detail_figures
    args = [
      var.time_zone,
      self.input.days.value,
      self.input.user_id.value
    ]
  }

  container {
    card {
      width = 2
      query = query.figure_card
      args  = [with.agent.rows[0].figures, "Inbound answered", "inbound_answered"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.agent.rows[0].figures, "Dials", "dials"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.agent.rows[0].figures, "Dials answered", "dials_answered"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.agent.rows[0].figures, "Minutes of talk", "talk_minutes"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.agent.rows[0].figures, "Average talk, s", "average_seconds"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.agent.rows[0].figures, "Untagged", "untagged"]
    }
  }

  text {
    value = <<-EOM
      Aircall is asked for the calls of this one user. Talk runs from answer to end. Definition: [scoreboard](${local.questions}/agent-scoreboard.md). [About this page and its cost](${local.mod_docs}/user/docs/agent_detail.md).
    EOM
  }

  image {
    title = "Each day as a line of calls: green answered, blue dialled and answered, light blue dialled in vain"
    query = query.agent_detail_days
    args  = [with.agent.rows[0].calls, with.agent.rows[0].since, with.agent.rows[0].until, with.agent.rows[0].zone]
  }

  container {
    table {
      title = "The agent"
      type  = "line"
      width = 3
      query = query.agent_detail_record
      args  = [self.input.user_id.value]
    }

    table {
      title = "Calls, the newest first"
      width = 9
      query = query.agent_detail_calls
      args  = [with.agent.rows[0].since, with.agent.rows[0].until, with.agent.rows[0].zone, self.input.user_id.value]

      column "Call" { href = "/aircall_insights.dashboard.call_detail?input.call_id={{ .Call | @uri }}" }
      column "asset" { display = "none" }
      column "In Aircall" { href = "{{ .asset }}" }
    }
  }

  table {
    title = "Requests used of the limit"
    query = query.api_usage
    args  = [with.agent.rows[0].since, with.agent.rows[0].zone]
  }
}

# Inputs

query "agent_input" {
  title = "Agents"
  sql   = <<-EOQ
    with users as materialized (
      select id, name, email from aircall_user
    )
    select coalesce(name, 'User ' || id) as label, id::text as value, jsonb_build_object('e-mail', coalesce(email, '')) as tags
    from users
    union all
    select 'The company has no users', '1', null where not exists (select from users)
    order by 1, 2;
  EOQ
}

# The page's one reading: Aircall's search for the calls of one user

query "agent_detail_figures" {
  title = "Figures of one agent"

  param "time_zone" {}
  param "days" {}
  param "user_id" {}

  sql = <<-EOQ
    with calls as materialized (
      select id, direction, outcome, started_at, answered_at, ended_at, in_call_duration, tags
      from aircall_call
      where
        started_at >= now() - make_interval(days => $2::int)
        and user_id = $3::bigint
    )
    select
      (now() - make_interval(days => $2::int))::text as since,
      now()::text as until,
      ${local.sql_page_zone} as zone,
      (
        select jsonb_build_object(
          'inbound_answered', count(answered_at) filter (where direction = 'inbound'),
          'dials', count(*) filter (where direction = 'outbound'),
          'dials_answered', count(answered_at) filter (where direction = 'outbound'),
          'talk_minutes', round(coalesce(sum(in_call_duration), 0) / 60.0),
          'average_seconds', round(avg(in_call_duration)),
          'untagged', count(answered_at) filter (where coalesce(tags, '{}') = '{}')
        )
        from calls
        where outcome <> 'ongoing'
      ) as figures,
      coalesce((
        select jsonb_agg(jsonb_build_object('started_at', started_at, 'ended_at', coalesce(ended_at, now()), 'kind', direction || ' ' || (answered_at is not null)) order by started_at)
        from calls
      ), '[]') as calls;
  EOQ
}

# Charts

query "agent_detail_days" {
  title = "Each day as a line of calls"
  sql   = <<-EOQ
    with days as (
      select day, row_number() over (order by day desc) - 1 as line
      from generate_series(date_trunc('day', $2::timestamptz at time zone $4), $3::timestamptz at time zone $4, interval '1 day') as day
    ),
    size as (
      select 26 + count(*) * 22 as height from days
    ),
    pieces as (
      select format('<line x1="%s" x2="%s" y1="20" y2="%s" stroke="#808890" stroke-opacity="0.25"/><text x="%s" y="14" text-anchor="middle">%s</text>', x, x, height - 4, x, hour) as svg
      from size, (select hour, 90 + hour * 58 as x from generate_series(0, 24, 2) as hour) as hours
      union all
      select format('<text x="80" y="%s" text-anchor="end">%s</text>', 36 + line * 22, to_char(day, 'Dy DD Mon')) from days
      union all
      select format('<rect x="%s" y="%s" width="%s" height="16" rx="2" fill="%s"/>',
        round((90 + 58 * extract(epoch from greatest(c.local_start, day) - day) / 3600)::numeric, 1),
        24 + line * 22,
        greatest(1.5, round((58 * extract(epoch from least(c.local_end, day + interval '1 day') - greatest(c.local_start, day)) / 3600)::numeric, 1)),
        case c.kind when 'inbound true' then '#2e9e5b' when 'outbound true' then '#4a7fb5' when 'outbound false' then '#a9c1da' else '#d64545' end)
      from days
        join (
          select started_at at time zone $4 as local_start, ended_at at time zone $4 as local_end, kind
          from jsonb_to_recordset($1::jsonb) as c(started_at timestamptz, ended_at timestamptz, kind text)
        ) as c on c.local_start < day + interval '1 day' and c.local_end >= day
    )
    select
      'data:image/svg+xml;base64,' || translate(encode(convert_to(
        format('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1500 %s" font-family="sans-serif" font-size="11" fill="#808890">', max(height)) || string_agg(svg, '') || '</svg>', 'UTF8'
      ), 'base64'), E'\n', '') as src,
      'Calls of the agent, a line for each day' as alt
    from pieces, size;
  EOQ
}

# Tables

query "agent_detail_record" {
  title = "The agent"
  sql   = <<-EOQ
    select
      coalesce(u.name, 'No user has this id') as "Name",
      u.email as "E-mail",
      coalesce(a.availability, 'not said') as "Now",
      coalesce(n.name, 'none') as "Default line",
      u.extension as "Extension",
      u.time_zone as "Time zone",
      to_char(u.created_at, 'YYYY-MM-DD') as "User since",
      u.company_name as "Company"
    from (select 1) as one
      left join (select * from aircall_user where id = $1::bigint) as u on true
      left join (select * from aircall_user_availability where user_id = $1::bigint) as a on true
      left join aircall_number as n on n.id = u.default_number_id;
  EOQ
}

query "agent_detail_calls" {
  title = "Calls of one agent"
  sql   = <<-EOQ
    select
      id::text as "Call",
      to_char(started_at at time zone $3, 'YYYY-MM-DD HH24:MI') as "Started",
      direction as "Direction",
      ${local.sql_outcome_label} as "Outcome",
      coalesce(raw_digits, '') as "Other party",
      number_name as "Line",
      time_to_answer as "Wait, s",
      in_call_duration as "Talk, s",
      coalesce((select string_agg(tag, ', ' order by tag) from jsonb_object_keys(coalesce(tags, '{}')) as tag), '') as "Tags",
      case when asset is null then '' when has_voicemail then 'voicemail' else 'recording' end as "In Aircall",
      coalesce(asset, '') as asset
    from aircall_call
    where
      started_at >= $1::timestamptz
      and started_at <= $2::timestamptz
      and user_id = $4::bigint
    order by started_at desc, id desc;
  EOQ
}
