dashboard "tag_dashboard" {
  title         = "Aircall Tags and Dispositions"
  documentation = file("./dashboards/call/docs/tag_dashboard.md")

  tags = merge(local.call_common_tags, {
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

  with "tags" {
    query = query.tag_figures
    args = [
      var.time_zone,
      self.input.days.value,
      self.input.company.value,
      self.input.team_id.value
    ]
  }

  container {
    card {
      width = 3
      query = query.figure_card
      args  = [with.tags.rows[0].figures, "Answered calls without a tag, %", "untagged_percent"]
    }
    card {
      width = 3
      query = query.figure_card
      args  = [with.tags.rows[0].figures, "Answered calls without a tag", "untagged"]
    }
    card {
      width = 3
      query = query.figure_card
      args  = [with.tags.rows[0].figures, "Tags in use", "in_use"]
    }
    card {
      width = 3
      query = query.figure_card
      args  = [with.tags.rows[0].figures, "Tags not used", "dead"]
    }
  }

  text {
    value = <<-EOM
      Of **answered calls that have ended**, in and out. The team is that of the user; a user of two teams counts in both. *Not used* is a tag that no call of the period has, whichever its outcome. A tag that was deleted is gone from all calls. [About this page and its cost](${local.mod_docs}/call/docs/tag_dashboard.md).
    EOM
  }

  container {
    chart {
      title = "Calls by tag"
      type  = "bar"
      width = 4
      query = query.tag_uses
      args  = [with.tags.rows[0].tags]

      series "Calls" { color = local.color_neutral }
    }

    chart {
      title    = "Tags by team (the five most used)"
      type     = "bar"
      grouping = "stack"
      width    = 4
      query    = query.tag_teams
      args     = [with.tags.rows[0].mix]
    }

    chart {
      title = "Answered calls without a tag by team, %"
      type  = "bar"
      width = 4
      query = query.tag_untagged_teams
      args  = [with.tags.rows[0].teams]

      series "Without a tag, %" { color = local.color_voicemail }
    }
  }

  container {
    table {
      title = "Tags, the unused ones first"
      width = 7
      query = query.tag_table
      args  = [with.tags.rows[0].tags]
    }

    table {
      title = "Answered calls without a tag, by agent"
      width = 5
      query = query.tag_untagged_agents
      args  = [with.tags.rows[0].agents]

      column "user_id" { display = "none" }
      column "Agent" { href = "/aircall_insights.dashboard.agent_detail?input.user_id={{ .user_id | @uri }}" }
    }
  }

  table {
    title = "Requests used of the limit"
    query = query.api_usage
    args  = [with.tags.rows[0].since, with.tags.rows[0].zone]
  }
}

# The page's one reading

query "tag_figures" {
  title = "Tags of the calls"

  param "time_zone" {}
  param "days" {}
  param "company" {}
  param "team_id" {}

  sql = <<-EOQ
    with members as materialized (
      select team_id, team_name, user_id from aircall_team_member
    ),
    calls as materialized (
      select id, company_name, outcome, user_id, started_at, coalesce(tags, '{}') as tags
      from aircall_call
      where
        started_at >= now() - make_interval(days => $2::int)
        and ($3 = 'all' or company_name = $3)
        and ($4 = 'all' or user_id in (select user_id from members where team_id::text = $4))
    ),
    answered as (
      select * from calls where outcome = 'answered'
    ),
    uses as (
      select c.id, c.company_name, c.user_id, c.started_at, tag
      from calls as c, jsonb_object_keys(c.tags) as tag
    ),
    tags as (
      select
        coalesce(t.company_name, u.company_name) as company, coalesce(t.name, u.tag) as tag, coalesce(u.calls, 0) as calls, u.last_use
      from (select name, company_name from aircall_tag where $3 = 'all' or company_name = $3) as t
        full join (
          select company_name, tag, count(*) as calls, to_char(max(started_at), 'YYYY-MM-DD HH24:MI') as last_use from uses group by 1, 2
        ) as u on u.tag = t.name and u.company_name is not distinct from t.company_name
    ),
    most_used as (
      select tag from uses group by tag order by count(*) desc, tag limit 5
    )
    select
      (now() - make_interval(days => $2::int))::text as since,
      now()::text as until,
      ${local.sql_page_zone} as zone,
      (
        select jsonb_build_object(
          'untagged_percent', round(100.0 * count(*) filter (where tags = '{}') / nullif(count(*), 0), 1),
          'untagged', count(*) filter (where tags = '{}'),
          'in_use', (select count(*) from tags where calls > 0),
          'dead', (select count(*) from tags where calls = 0)
        )
        from answered
      ) as figures,
      coalesce((select jsonb_agg(t) from tags as t), '[]') as tags,
      coalesce((
        select jsonb_agg(x)
        from (
          select m.team_id, m.team_name as team, case when o.tag is null then 'other' else u.tag end as tag, count(*) as calls
          from uses as u join members as m on m.user_id = u.user_id left join most_used as o on o.tag = u.tag
          where $4 = 'all' or m.team_id::text = $4
          group by 1, 2, 3
        ) as x
      ), '[]') as mix,
      coalesce((
        select jsonb_agg(x)
        from (
          select m.team_id, m.team_name as team, count(*) as calls, count(*) filter (where tags = '{}') as untagged
          from answered as a join members as m on m.user_id = a.user_id
          where $4 = 'all' or m.team_id::text = $4
          group by 1, 2
        ) as x
      ), '[]') as teams,
      coalesce((
        select jsonb_agg(x)
        from (select user_id, count(*) as calls, count(*) filter (where tags = '{}') as untagged from answered group by 1) as x
      ), '[]') as agents;
  EOQ
}

# Charts

query "tag_uses" {
  title = "Calls by tag"
  sql   = <<-EOQ
    with most_used as (
      select tag, sum(calls)::bigint as calls
      from jsonb_to_recordset($1::jsonb) as t(tag text, calls bigint)
      where calls > 0
      group by 1
      order by 2 desc, 1
      limit 15
    )
    select tag as "Tag", calls as "Calls" from most_used order by calls, tag desc;
  EOQ
}

query "tag_teams" {
  title = "Tags by team"
  sql   = <<-EOQ
    select team as "Team", tag as "Tag", calls as "Calls"
    from jsonb_to_recordset($1::jsonb) as m(team_id bigint, team text, tag text, calls bigint)
    order by team_id, tag = 'other', tag;
  EOQ
}

query "tag_untagged_teams" {
  title = "Answered calls without a tag by team"
  sql   = <<-EOQ
    select team as "Team", round(100.0 * untagged / calls, 1)::float8 as "Without a tag, %"
    from jsonb_to_recordset($1::jsonb) as t(team_id bigint, team text, calls bigint, untagged bigint)
    order by 2, team desc, team_id;
  EOQ
}

# Tables

query "tag_table" {
  title = "Tags"
  sql   = <<-EOQ
    select
      tag as "Tag",
      case when calls = 0 then 'not used' else 'in use' end as "State",
      calls as "Calls",
      coalesce(last_use, '') as "Last call with it (UTC)",
      company as "Company"
    from jsonb_to_recordset($1::jsonb) as t(company text, tag text, calls bigint, last_use text)
    order by calls > 0, calls desc, tag, company;
  EOQ
}

query "tag_untagged_agents" {
  title = "Answered calls without a tag, by agent"
  sql   = <<-EOQ
    select
      coalesce(u.name, case when a.user_id is null then 'No user' else 'A former user' end) as "Agent",
      a.calls as "Answered calls",
      a.untagged as "Without a tag",
      round(100.0 * a.untagged / a.calls, 1)::float8 as "Without a tag, %",
      a.user_id
    from jsonb_to_recordset($1::jsonb) as a(user_id bigint, calls bigint, untagged bigint) left join aircall_user as u on u.id = a.user_id
    order by a.untagged desc, 1;
  EOQ
}
