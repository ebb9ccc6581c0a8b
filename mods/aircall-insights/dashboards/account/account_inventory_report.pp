dashboard "account_inventory_report" {
  title         = "Aircall Account Inventory"
  documentation = file("./dashboards/account/docs/account_inventory_report.md")

  tags = merge(local.account_common_tags, {
    type = "Report"
  })

  container {
    input "days" {
      title = "Idle for"
      width = 6
      option "7" { label = "7 days" }
      option "14" { label = "14 days" }
      option "30" { label = "30 days (slow)" }
    }

    input "company" {
      title = "Company"
      width = 6
      query = query.company_input
    }
  }

  with "account" {
    query = query.account_figures
    args = [
      var.time_zone,
      self.input.days.value,
      self.input.company.value
    ]
  }

  container {
    card {
      width = 2
      query = query.figure_card
      args  = [with.account.rows[0].figures, "Users", "users"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.account.rows[0].figures, "Idle seats", "idle_users"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.account.rows[0].figures, "Teams", "teams"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.account.rows[0].figures, "Lines", "lines"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.account.rows[0].figures, "Idle lines", "idle_lines"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.account.rows[0].figures, "Webhooks", "webhooks"]
    }
  }

  text {
    value = <<-EOM
      A seat or a line is *idle* without a call, in or out, in the period; one that was made within the period is too young to judge. Who logged in when is not in Aircall's API. Webhooks are named by their host. The mod [Aircall Compliance](https://github.com/turbot/steampipe-plugin-aircall/tree/main/mods/aircall-compliance) checks all of this. [About this page and its cost](${local.mod_docs}/account/docs/account_inventory_report.md).
    EOM
  }

  table {
    title = "Users, the idle ones first"
    query = query.account_users
    args  = [with.account.rows[0].users, with.account.rows[0].since, self.input.company.value]

    column "user_id" { display = "none" }
    column "User" { href = "/aircall_insights.dashboard.agent_detail?input.user_id={{ .user_id | @uri }}" }
  }

  table {
    title = "Lines, the idle ones first"
    query = query.account_lines
    args  = [with.account.rows[0].lines, with.account.rows[0].since, self.input.company.value]

    column "number_id" { display = "none" }
    column "Line" { href = "/aircall_insights.dashboard.line_dashboard?input.number_id={{ .number_id | @uri }}" }
  }

  container {
    table {
      title = "Teams"
      width = 5
      query = query.account_teams
      args  = [self.input.company.value]
    }

    table {
      title = "Webhooks"
      width = 7
      query = query.account_webhooks
      args  = [self.input.company.value]
    }
  }

  table {
    title = "Requests used of the limit"
    query = query.api_usage
    args  = [with.account.rows[0].since, with.account.rows[0].zone]
  }
}

# The page's one reading of calls, and its lists

query "account_figures" {
  title = "What the account has, and what of it is idle"

  param "time_zone" {}
  param "days" {}
  param "company" {}

  sql = <<-EOQ
    with calls as materialized (
      select user_id, number_id, started_at
      from aircall_call
      where
        started_at >= now() - make_interval(days => $2::int)
        and ($3 = 'all' or company_name = $3)
    ),
    users as materialized (
      select id, created_at < now() - make_interval(days => $2::int) as is_old from aircall_user where $3 = 'all' or company_name = $3
    ),
    lines as materialized (
      select id, created_at < now() - make_interval(days => $2::int) as is_old from aircall_number where $3 = 'all' or company_name = $3
    )
    select
      (now() - make_interval(days => $2::int))::text as since,
      now()::text as until,
      ${local.sql_page_zone} as zone,
      jsonb_build_object(
        'users', (select count(*) from users),
        'idle_users', (select count(*) from users where is_old and id not in (select user_id from calls where user_id is not null)),
        'teams', (select count(*) from aircall_team where $3 = 'all' or company_name = $3),
        'lines', (select count(*) from lines),
        'idle_lines', (select count(*) from lines where is_old and id not in (select number_id from calls where number_id is not null)),
        'webhooks', (select count(*) from aircall_webhook where $3 = 'all' or company_name = $3)
      ) as figures,
      coalesce((select jsonb_agg(u) from (select user_id, count(*) as calls, max(started_at) as last_call from calls where user_id is not null group by 1) as u), '[]') as users,
      coalesce((select jsonb_agg(l) from (select number_id, count(*) as calls, max(started_at) as last_call from calls where number_id is not null group by 1) as l), '[]') as lines;
  EOQ
}

# Tables

query "account_users" {
  title = "Users"
  sql   = <<-EOQ
    with teams as (
      select user_id, string_agg(team_name, ', ' order by team_name) as names from aircall_team_member group by 1
    )
    select
      u.name as "User",
      case when c.calls > 0 then 'in use' when u.created_at >= $2::timestamptz then 'too young to judge' else 'idle' end as "Seat",
      coalesce(c.calls, 0) as "Calls",
      to_char(c.last_call, 'YYYY-MM-DD HH24:MI') as "Last call (UTC)",
      coalesce(t.names, '') as "Teams",
      coalesce(n.name, '') as "Default line",
      to_char(u.created_at, 'YYYY-MM-DD') as "User since",
      u.company_name as "Company",
      u.id as user_id
    from aircall_user as u
      left join jsonb_to_recordset($1::jsonb) as c(user_id bigint, calls bigint, last_call timestamptz) on c.user_id = u.id
      left join teams as t on t.user_id = u.id
      left join aircall_number as n on n.id = u.default_number_id
    where $3 = 'all' or u.company_name = $3
    order by coalesce(c.calls, 0), u.name, u.id;
  EOQ
}

query "account_lines" {
  title = "Lines"
  sql   = <<-EOQ
    select
      n.name as "Line",
      case when c.calls > 0 then 'in use' when n.created_at >= $2::timestamptz then 'too young to judge' else 'idle' end as "State",
      coalesce(c.calls, 0) as "Calls",
      to_char(c.last_call, 'YYYY-MM-DD HH24:MI') as "Last call (UTC)",
      n.digits as "Digits",
      n.country as "Country",
      n.time_zone as "Time zone",
      case when n.live_recording_activated then 'yes' else 'no' end as "Records",
      to_char(n.created_at, 'YYYY-MM-DD') as "Line since",
      n.company_name as "Company",
      n.id as number_id
    from aircall_number as n
      left join jsonb_to_recordset($1::jsonb) as c(number_id bigint, calls bigint, last_call timestamptz) on c.number_id = n.id
    where $3 = 'all' or n.company_name = $3
    order by coalesce(c.calls, 0), n.name, n.id;
  EOQ
}

query "account_teams" {
  title = "Teams"
  sql   = <<-EOQ
    select name as "Team", coalesce(user_count, 0) as "Users", to_char(created_at, 'YYYY-MM-DD') as "Team since", company_name as "Company"
    from aircall_team
    where $1 = 'all' or company_name = $1
    order by 2, 1, id;
  EOQ
}

query "account_webhooks" {
  title = "Webhooks"
  sql   = <<-EOQ
    select
      lower(substring(url from '^[a-zA-Z]+://(?:[^/@?#]*@)?([^/:?#]+)')) as "Host",
      case when url like 'https://%' then 'yes' else 'no' end as "HTTPS",
      case when active then 'yes' else 'switched off' end as "Active",
      jsonb_array_length(events) as "Events",
      to_char(created_at, 'YYYY-MM-DD') as "Webhook since",
      company_name as "Company"
    from aircall_webhook
    where $1 = 'all' or company_name = $1
    order by 1, created_at, webhook_id;
  EOQ
}
