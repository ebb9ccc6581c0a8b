dashboard "line_dashboard" {
  title         = "Aircall Lines and Menus"
  documentation = file("./dashboards/number/docs/line_dashboard.md")

  tags = merge(local.number_common_tags, {
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
    input "service_level" {
      title = "Service level"
      width = 3
      query = query.service_level_input
    }
  }

  with "lines" {
    query = query.line_figures
    args = [
      var.time_zone,
      self.input.days.value,
      self.input.company.value,
      self.input.number_id.value,
      self.input.service_level.value
    ]
  }

  container {
    card {
      width = 2
      query = query.figure_card
      args  = [with.lines.rows[0].figures, "Inbound calls", "inbound"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.lines.rows[0].figures, "Answered, %", "answered_percent"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.lines.rows[0].figures, "Through a menu", "in_menu"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.lines.rows[0].figures, "Left: no choice, %", "left_without_percent"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.lines.rows[0].figures, "Left: choice, %", "left_after_percent"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.lines.rows[0].figures, "Median in menu, s", "median_menu"]
    }
  }

  text {
    value = <<-EOM
      Of inbound calls that have ended. The wait ends at the answer and begins **after the last choice** in the menu, and so does the service level, of answered calls and of offered ones; *by people* are calls that people missed; time with an AI agent is not taken off. Only Smartflow lines have menu choices, of the last two months. *Left: no choice* and *left: choice* are callers who hung up before anybody could answer, of all that went through a menu. Definitions: [answer rate](${local.questions}/answer-rate.md), [service level](${local.questions}/service-level.md). [About this page and its cost](${local.mod_docs}/number/docs/line_dashboard.md). Keys that are no longer pressed have [a page of their own](/aircall_insights.dashboard.menu_key_report).
    EOM
  }

  table {
    title = "Lines"
    query = query.line_table
    args  = [with.lines.rows[0].lines, self.input.company.value, self.input.number_id.value]
  }

  flow {
    title = "From the line through the menu to the outcome"
    type  = "sankey"
    query = query.line_menu_flow
    args  = [with.lines.rows[0].edges]

    category "line" { color = local.color_neutral }
    category "choice" { color = local.color_before }
    category "answered" { color = local.color_answered }
    category "missed" { color = local.color_missed }
    category "voicemail" { color = local.color_voicemail }
    category "out_of_hours" { color = local.color_out_of_hours }
    category "abandoned" { color = local.color_abandoned }
  }

  container {
    chart {
      title = "Seconds until the menu was over, by choice (median)"
      type  = "bar"
      width = 6
      query = query.line_menu_seconds
      args  = [with.lines.rows[0].choices]

      series "Seconds" { color = local.color_neutral }
    }

    chart {
      title = "Left after the choice, %"
      type  = "bar"
      width = 6
      query = query.line_menu_left
      args  = [with.lines.rows[0].choices]

      series "Left, %" { color = local.color_abandoned }
    }
  }

  container {
    table {
      title = "Choices in the menu"
      width = 8
      query = query.line_menu_choices
      args  = [with.lines.rows[0].choices]
    }

    table {
      title = "Whom the chosen line rings"
      width = 4
      query = query.line_users
      args  = [self.input.number_id.value]
    }
  }

  table {
    title = "Requests used of the limit"
    query = query.api_usage
    args  = [with.lines.rows[0].since, with.lines.rows[0].zone]
  }
}

# The page's one reading, with the choices in the menu

query "line_figures" {
  title = "Calls by line and choice in the menu"

  param "time_zone" {}
  param "days" {}
  param "company" {}
  param "number_id" {}
  param "service_level" {}

  sql = <<-EOQ
    with calls as materialized (
      select
        id, direction, company_name, number_id, number_name, number_flow_editor_enabled, outcome, missed_call_reason, started_at, answered_at, time_to_answer,
        ${local.sql_is_real_miss} as is_real_miss,
        coalesce(ivr_options_selected, '[]') as options,
        (
          select max(extract(epoch from (o ->> 'transition_ended_at')::timestamptz)) - extract(epoch from started_at)
          from jsonb_array_elements(ivr_options_selected) as o
        ) as seconds_in_menu
      from aircall_call
      where
        started_at >= now() - make_interval(days => $2::int)
        and ($3 = 'all' or company_name = $3)
        and ($4 = 'all' or number_id::text = $4)
    ),
    inbound as (
      select * from calls where direction = 'inbound' and outcome <> 'ongoing'
    ),
    lines as (
      select
        number_id, min(number_name) as line, min(company_name) as company,
        (array_agg(number_flow_editor_enabled order by started_at desc))[1] as is_smartflow,
        count(*) as inbound,
        count(*) filter (where is_real_miss) as real_missed,
        round(100.0 * count(answered_at) / count(*), 1) as answered_percent,
        count(*) filter (where seconds_in_menu is not null) as in_menu,
        percentile_disc(0.5) within group (order by time_to_answer - coalesce(seconds_in_menu, 0)) as median_wait,
        round(100.0 * count(*) filter (where time_to_answer - coalesce(seconds_in_menu, 0) <= $5::int) / nullif(count(answered_at), 0), 1) as within_of_answered,
        round(100.0 * count(*) filter (where time_to_answer - coalesce(seconds_in_menu, 0) <= $5::int) / nullif(count(*) filter (where answered_at is not null or is_real_miss), 0), 1) as within_of_offered
      from inbound
      group by number_id
    ),
    menu as ( -- a call that a menu saw: one of a Smartflow line that the opening hours let through
      select * from inbound where jsonb_array_length(options) > 0 or number_flow_editor_enabled and outcome = 'abandoned'
    ),
    choices as (
      select
        m.id, m.number_id, m.number_name, m.company_name, m.outcome, m.seconds_in_menu, o.position, o.position = jsonb_array_length(m.options) as is_last,
        o.option ->> 'key' as key, t.title, lag(t.title) over (partition by m.id order by o.position) as before
      from menu as m, jsonb_array_elements(m.options) with ordinality as o(option, position),
        lateral (select coalesce(o.option ->> 'title', o.option ->> 'branch', 'Choice ' || (o.option ->> 'key'), 'Choice') as title) as t
    ),
    edges as (
      select 'line ' || number_id as from_id, min(number_name) as from_title, 'line' as from_category, number_id || ' 1 ' || title as to_id, title as to_title, 'choice' as to_category, count(*) as calls
      from choices where position = 1 group by number_id, title
      union all
      select number_id || ' ' || (position - 1) || ' ' || before, before, 'choice', number_id || ' ' || position || ' ' || title, title, 'choice', count(*)
      from choices where position > 1 group by number_id, position, before, title
      union all
      select number_id || ' ' || position || ' ' || title, title, 'choice', outcome, outcome, outcome, count(*)
      from choices where is_last group by number_id, position, title, outcome
      union all
      select 'line ' || number_id, min(number_name), 'line', outcome, outcome, outcome, count(*)
      from menu where jsonb_array_length(options) = 0 group by number_id, outcome
    ),
    by_choice as (
      select
        number_id, min(number_name) as line, min(company_name) as company, key, title,
        count(distinct id) as calls,
        count(*) filter (where is_last) as last_calls,
        percentile_disc(0.5) within group (order by seconds_in_menu) filter (where is_last) as median_seconds,
        count(*) filter (where is_last and outcome = 'answered') as answered,
        count(*) filter (where is_last and outcome = 'abandoned') as abandoned
      from choices
      group by number_id, key, title
    )
    select
      (now() - make_interval(days => $2::int))::text as since,
      now()::text as until,
      ${local.sql_page_zone} as zone,
      (
        select jsonb_build_object(
          'inbound', count(*),
          'answered_percent', round(100.0 * count(answered_at) / nullif(count(*), 0), 1),
          'in_menu', (select count(*) from menu),
          'left_without_percent', (select round(100.0 * count(*) filter (where outcome = 'abandoned' and jsonb_array_length(options) = 0) / nullif(count(*), 0), 1) from menu),
          'left_after_percent', (select round(100.0 * count(*) filter (where outcome = 'abandoned' and jsonb_array_length(options) > 0) / nullif(count(*), 0), 1) from menu),
          'median_menu', percentile_disc(0.5) within group (order by seconds_in_menu)
        )
        from inbound
      ) as figures,
      coalesce((select jsonb_agg(l) from lines as l), '[]') as lines,
      coalesce((select jsonb_agg(e order by calls desc) from edges as e), '[]') as edges,
      coalesce((select jsonb_agg(c) from by_choice as c), '[]') as choices;
  EOQ
}

# The flow. Powerpipe draws every edge equally wide, so that an edge is given as many times as it has hundredths of all calls.

query "line_menu_flow" {
  title = "From the line through the menu to the outcome"
  sql   = <<-EOQ
    with edges as (
      select *, sum(calls) filter (where from_category = 'line') over () as total
      from jsonb_to_recordset($1::jsonb) as e(from_id text, from_title text, from_category text, to_id text, to_title text, to_category text, calls bigint)
    ),
    nodes as (
      select from_id as id, from_title as title, from_category as category, calls, 'out' as side from edges
      union all
      select to_id, to_title, to_category, calls, 'in' from edges
    )
    select
      id,
      (select ${local.sql_outcome_label} from (select min(title) as outcome) as o) || ' (' || greatest(sum(calls) filter (where side = 'out'), sum(calls) filter (where side = 'in')) || ')' as title,
      min(category) as category, null as from_id, null as to_id
    from nodes
    group by id
    union all
    select null, null, to_category, from_id, to_id
    from edges cross join lateral generate_series(1, greatest(1, round(100.0 * calls / total)::int));
  EOQ
}

# Charts

query "line_menu_seconds" {
  title = "Seconds until the menu was over"
  sql   = <<-EOQ
    with choices as (
      select * from jsonb_to_recordset($1::jsonb) as c(line text, title text, last_calls bigint, median_seconds numeric)
      where last_calls > 0
      order by last_calls desc, line, title
      limit 15
    )
    select line || ': ' || title as "Choice", median_seconds::float8 as "Seconds" from choices order by line desc, title desc;
  EOQ
}

query "line_menu_left" {
  title = "Left after the choice"
  sql   = <<-EOQ
    with choices as (
      select * from jsonb_to_recordset($1::jsonb) as c(line text, title text, last_calls bigint, abandoned bigint)
      where last_calls > 0
      order by last_calls desc, line, title
      limit 15
    )
    select line || ': ' || title as "Choice", round(100.0 * abandoned / last_calls, 1)::float8 as "Left, %" from choices order by line desc, title desc;
  EOQ
}

# Tables

query "line_table" {
  title = "Lines"
  sql   = <<-EOQ
    select
      coalesce(n.name, l.line, 'Line ' || coalesce(n.id, l.number_id)) as "Line",
      coalesce(n.digits, '') as "Digits",
      coalesce(l.inbound, 0) as "Inbound",
      coalesce(l.real_missed, 0) as "By people",
      l.answered_percent as "Answered, %",
      l.median_wait as "Median wait, s",
      l.within_of_answered as "Service level, %",
      l.within_of_offered as "Of offered, %",
      case n.availability_status when 'open' then 'always open' when 'custom' then 'set' when 'closed' then 'always closed' else 'not said' end as "Hours",
      case when n.live_recording_activated then 'yes' else 'no' end as "Records",
      case when l.is_smartflow then 'Smartflow' when l.is_smartflow is null then 'not known' else 'classic' end as "Kind",
      case when l.is_smartflow then 'in the Smartflow' else
        coalesce(nullif(concat_ws(', ', case when n.messages ->> 'welcome' <> '' then 'welcome' end, case when n.messages ->> 'voicemail' <> '' then 'voicemail' end, case when n.messages ->> 'after_hours' <> '' then 'after hours' end), ''), 'none')
      end as "Messages",
      n.time_zone as "Time zone",
      coalesce(n.company_name, l.company) as "Company"
    from aircall_number as n
      full join jsonb_to_recordset($1::jsonb) as l(
        number_id bigint, line text, company text, is_smartflow boolean, inbound bigint, real_missed bigint, answered_percent float8,
        median_wait float8, within_of_answered float8, within_of_offered float8
      ) on l.number_id = n.id
    where
      ($2 = 'all' or coalesce(n.company_name, l.company) = $2)
      and ($3 = 'all' or coalesce(n.id, l.number_id)::text = $3)
    order by 3 desc, 1, n.id;
  EOQ
}

query "line_menu_choices" {
  title = "Choices in the menu"
  sql   = <<-EOQ
    select
      line as "Line",
      key as "Key",
      title as "Choice",
      calls as "Calls",
      round(100.0 * calls / nullif(sum(calls) over (partition by number_id), 0), 1)::float8 as "Share, %",
      median_seconds::float8 as "Median, s",
      round(100.0 * answered / nullif(last_calls, 0), 1)::float8 as "Answered, %",
      round(100.0 * abandoned / nullif(last_calls, 0), 1)::float8 as "Left, %",
      company as "Company"
    from jsonb_to_recordset($1::jsonb) as c(
      number_id bigint, line text, company text, key text, title text, calls bigint, last_calls bigint, median_seconds numeric, answered bigint, abandoned bigint
    )
    order by line, number_id, calls desc, key;
  EOQ
}

query "line_users" {
  title = "Users of one line"
  sql   = <<-EOQ
    with users as (
      select u ->> 'name' as name, u ->> 'id' as id
      from aircall_number, jsonb_array_elements(coalesce(users, '[]')) as u
      where $1 <> 'all' and id = nullif($1, 'all')::bigint
    )
    select coalesce(name, 'User ' || id) as "User" from users
    union all
    select case when $1 = 'all' then 'Choose a line above' else 'No user: a team or a Smartflow may be behind it' end where not exists (select from users)
    order by 1;
  EOQ
}
