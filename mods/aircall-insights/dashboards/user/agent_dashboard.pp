dashboard "agent_dashboard" {
  title         = "Aircall Agents"
  documentation = file("./dashboards/user/docs/agent_dashboard.md")

  tags = merge(local.user_common_tags, {
    type = "Dashboard"
  })

  container {
    input "days" {
      title = "Period"
      width = 4
      option "7" { label = "Last 7 days" }
      option "1" { label = "Last 24 hours" }
      option "14" { label = "Last 14 days" }
      option "30" { label = "Last 30 days (slow)" }
    }
    input "company" {
      title = "Company"
      width = 4
      query = query.company_input
    }
    input "team_id" {
      title = "Team of the agent"
      width = 4
      query = query.team_input
    }
  }

  with "agents" {
    query = query.agent_figures
    args = [
      var.time_zone,
      self.input.days.value,
      self.input.company.value,
      self.input.team_id.value
    ]
  }

  container {
    card {
      width = 2
      query = query.figure_card
      args  = [with.agents.rows[0].figures, "Agents active", "active"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.agents.rows[0].figures, "Calls per agent", "calls_per_agent"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.agents.rows[0].figures, "Hours of talk", "talk_hours"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.agents.rows[0].figures, "Average talk, s", "average_talk"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.agents.rows[0].figures, "Untagged, %", "untagged_percent"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.agents.rows[0].figures, "Without a user", "without_user"]
    }
  }

  text {
    value = <<-EOM
      An agent is *active* with a call of theirs in the window. Talk is measured from answer to end; work after a call is a setting in Aircall and no measurement, so this is no handling time. A missed call belongs to nobody: Aircall does not say whose phone rang. *Without a user* are answered inbound calls that no user took, as those an AI agent settles alone. Definition: [scoreboard](${local.questions}/agent-scoreboard.md). [About this page and its cost](${local.mod_docs}/user/docs/agent_dashboard.md).
    EOM
  }

  container {
    chart {
      title    = "Answered and dialled, by agent"
      type     = "bar"
      grouping = "stack"
      width    = 5
      query    = query.agent_calls
      args     = [with.agents.rows[0].agents, self.input.company.value]

      series "Inbound, answered" { color = local.color_answered }
      series "Outbound, answered" { color = local.color_outbound }
      series "Outbound, unanswered" { color = local.color_unanswered }
    }

    chart {
      title = "Hours of talk, by agent"
      type  = "bar"
      width = 4
      query = query.agent_talk
      args  = [with.agents.rows[0].agents, self.input.company.value]

      series "Hours of talk" { color = local.color_neutral }
    }

    chart {
      title = "Availability now"
      type  = "donut"
      width = 3
      query = query.agent_availability
      args  = [self.input.company.value]

      series "Agents" {
        point "Available" { color = local.color_answered }
        point "On a call" { color = local.color_outbound }
        point "Work after a call" { color = local.color_unanswered }
        point "Do not disturb" { color = local.color_voicemail }
        point "Offline" { color = local.color_short }
      }
    }
  }

  table {
    title = "Scoreboard"
    query = query.agent_scoreboard
    args  = [with.agents.rows[0].agents, self.input.company.value, self.input.team_id.value]

    column "user_id" { display = "none" }
    column "Agent" { href = "/aircall_insights.dashboard.agent_detail?input.user_id={{ .user_id | @uri }}" }
  }

  table {
    title = "Requests used of the limit"
    query = query.api_usage
    args  = [with.agents.rows[0].since, with.agents.rows[0].zone]
  }
}

# The page's one reading. Names are added by the panels: they stand in the list of users.

query "agent_figures" {
  title = "Calls of each agent"

  param "time_zone" {}
  param "days" {}
  param "company" {}
  param "team_id" {}

  sql = <<-EOQ
    with members as materialized (
      select distinct user_id from aircall_team_member where team_id::text = $4
    ),
    calls as materialized (
      select user_id, direction, outcome, answered_at, in_call_duration, tags
      from aircall_call
      where
        started_at >= now() - make_interval(days => $2::int)
        and ($3 = 'all' or company_name = $3)
    ),
    theirs as (
      select * from calls where user_id is not null and ($4 = 'all' or user_id in (select user_id from members))
    ),
    shown as (
      select * from theirs where outcome <> 'ongoing'
    ),
    agents as (
      select
        user_id,
        count(answered_at) filter (where direction = 'inbound') as inbound_answered,
        count(*) filter (where direction = 'outbound') as dials,
        count(answered_at) filter (where direction = 'outbound') as dials_answered,
        coalesce(sum(in_call_duration), 0) as talk_seconds,
        round(avg(in_call_duration)) as average_seconds,
        max(in_call_duration) as longest_seconds,
        count(answered_at) filter (where coalesce(tags, '{}') = '{}') as untagged
      from shown
      group by user_id
    )
    select
      (now() - make_interval(days => $2::int))::text as since,
      now()::text as until,
      ${local.sql_page_zone} as zone,
      (
        select jsonb_build_object(
          'active', (select count(distinct user_id) from theirs),
          'calls_per_agent', (select round(count(*)::numeric / nullif(count(distinct user_id), 0), 1) from theirs),
          'talk_hours', round(coalesce(sum(in_call_duration), 0) / 3600.0, 1),
          'average_talk', round(avg(in_call_duration)),
          'untagged_percent', round(100.0 * count(answered_at) filter (where coalesce(tags, '{}') = '{}') / nullif(count(answered_at), 0), 1),
          'without_user', (select count(*) from calls where user_id is null and direction = 'inbound' and outcome = 'answered')
        )
        from shown
      ) as figures,
      coalesce((select jsonb_agg(a) from agents as a), '[]') as agents;
  EOQ
}

# Charts: the fifteen with most

query "agent_calls" {
  title = "Answered and dialled, by agent"
  sql   = <<-EOQ
    with agents as (
      select coalesce(u.name, 'User ' || u.id) as name, u.id, a.*
      from jsonb_to_recordset($1::jsonb) as a(user_id bigint, inbound_answered bigint, dials bigint, dials_answered bigint)
        join aircall_user as u on u.id = a.user_id
      where $2 = 'all' or u.company_name = $2
      order by inbound_answered + dials desc, u.id
      limit 15
    )
    select name as "Agent", k.kind as "Calls", k.calls as "Number"
    from agents,
      lateral (values (1, 'Inbound, answered', inbound_answered), (2, 'Outbound, answered', dials_answered), (3, 'Outbound, unanswered', dials - dials_answered)) as k(rank, kind, calls)
    order by inbound_answered + dials, id desc, rank; -- the last bar is at the top
  EOQ
}

query "agent_talk" {
  title = "Hours of talk, by agent"
  sql   = <<-EOQ
    with agents as (
      select coalesce(u.name, 'User ' || u.id) as name, u.id, a.talk_seconds
      from jsonb_to_recordset($1::jsonb) as a(user_id bigint, talk_seconds bigint)
        join aircall_user as u on u.id = a.user_id
      where $2 = 'all' or u.company_name = $2
      order by a.talk_seconds desc, u.id
      limit 15
    )
    select name as "Agent", round(talk_seconds / 3600.0, 1)::float8 as "Hours of talk" from agents order by talk_seconds, id desc;
  EOQ
}

query "agent_availability" {
  title = "Availability now"
  sql   = <<-EOQ
    select
      case availability
        when 'available' then 'Available'
        when 'in_call' then 'On a call'
        when 'after_call_work' then 'Work after a call'
        when 'do_not_disturb' then 'Do not disturb'
        when 'offline' then 'Offline'
        else coalesce(availability, 'not said')
      end as "Availability",
      count(*) as "Agents"
    from aircall_user_availability
    where $1 = 'all' or company_name = $1
    group by 1
    order by 2 desc, 1;
  EOQ
}

# Tables

query "agent_scoreboard" {
  title = "What each agent did"
  sql   = <<-EOQ
    with members as materialized (
      select distinct user_id from aircall_team_member where team_id::text = $3
    )
    select
      coalesce(u.name, 'User ' || u.id) as "Agent",
      coalesce(a.inbound_answered, 0) as "Inbound, answered",
      coalesce(a.dials, 0) as "Dials",
      coalesce(a.dials_answered, 0) as "Dials answered",
      round(100.0 * a.dials_answered / nullif(a.dials, 0), 1)::float8 as "Dials answered, %",
      round(coalesce(a.talk_seconds, 0) / 60.0)::bigint as "Minutes of talk",
      a.average_seconds as "Average talk, s",
      a.longest_seconds as "Longest talk, s",
      coalesce(a.untagged, 0) as "Untagged",
      u.company_name as "Company",
      u.id as user_id
    from aircall_user as u
      left join jsonb_to_recordset($1::jsonb) as a(
        user_id bigint, inbound_answered bigint, dials bigint, dials_answered bigint, talk_seconds bigint, average_seconds bigint, longest_seconds bigint, untagged bigint
      ) on a.user_id = u.id
    where
      ($2 = 'all' or u.company_name = $2)
      and ($3 = 'all' or u.id in (select user_id from members))
    order by coalesce(a.talk_seconds, 0) desc, u.name, u.id;
  EOQ
}
