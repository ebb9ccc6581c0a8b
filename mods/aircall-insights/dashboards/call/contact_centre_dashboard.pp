dashboard "contact_centre_dashboard" {
  title         = "Aircall Contact Centre Overview"
  documentation = file("./dashboards/call/docs/contact_centre_dashboard.md")

  tags = merge(local.call_common_tags, {
    type = "Dashboard"
  })

  container {
    input "days" {
      title = "Period"
      width = 2
      option "7" { label = "Last 7 days" }
      option "1" { label = "Last 24 hours" }
      option "14" { label = "Last 14 days" }
      option "30" { label = "Last 30 days (slow)" }
    }

    input "periods" {
      title = "Compare"
      width = 2
      option "2" { label = "With the period before" }
      option "1" { label = "With nothing (half the requests)" }
    }

    input "company" {
      title = "Company"
      width = 2
      query = query.company_input
    }

    input "number_id" {
      title = "Line"
      width = 2
      query = query.line_input
    }

    input "team_id" {
      title = "Team (that rang)"
      width = 2
      query = query.team_input
    }

    input "service_level" {
      title = "Service level"
      width = 2
      query = query.service_level_input
    }
  }

  with "overview" {
    query = query.contact_centre_overview
    args = [
      var.time_zone,
      self.input.days.value,
      self.input.periods.value,
      self.input.company.value,
      self.input.number_id.value,
      self.input.team_id.value,
      self.input.service_level.value
    ]
  }

  container {
    card {
      width = 3
      query = query.figure_card
      args  = [with.overview.rows[0].figures, "Inbound calls", "inbound"]
    }
    card {
      width = 3
      query = query.figure_card
      args  = [with.overview.rows[0].figures, "Answered, % of all inbound", "answered_percent"]
    }
    card {
      width = 3
      query = query.figure_card
      args  = [with.overview.rows[0].figures, "Missed by people, % of inbound", "real_missed_percent"]
    }
    card {
      width = 3
      query = query.warning_card
      args  = [with.overview.rows[0].figures, "Callers waiting for a call-back", "callers_waiting", "/aircall_insights.dashboard.missed_call_report"]
    }
    card {
      width = 3
      query = query.figure_card
      args  = [with.overview.rows[0].figures, "Median wait, seconds", "median_wait"]
    }
    card {
      width = 3
      query = query.figure_card
      args  = [with.overview.rows[0].figures, "Within service level, % of answered", "within_of_answered"]
    }
    card {
      width = 3
      query = query.figure_card
      args  = [with.overview.rows[0].figures, "Outbound calls", "outbound"]
    }
    card {
      width = 3
      query = query.figure_card
      args  = [with.overview.rows[0].figures, "Hours of talk", "talk_hours"]
    }
  }

  text {
    value = <<-EOM
      Rates and splits are of calls that have **ended**; those still going on are counted in the table. The wait **includes the menu**: the [lines page](/aircall_insights.dashboard.line_dashboard) takes it off. Definitions: [answer rate](${local.questions}/answer-rate.md), [service level](${local.questions}/service-level.md), [waiting callers](${local.questions}/unreturned-missed-calls.md). [About this page and its cost](${local.mod_docs}/call/docs/contact_centre_dashboard.md).
    EOM
  }

  container {
    chart {
      title = "Inbound calls by day and outcome"
      type  = "column"
      width = 6
      query = query.contact_centre_days
      args  = [with.overview.rows[0].days]

      axes {
        y {
          title { value = "Calls" }
        }
      }
      series "Answered" { color = local.color_answered }
      series "Missed" { color = local.color_missed }
      series "Voicemail" { color = local.color_voicemail }
      series "Out of hours" { color = local.color_out_of_hours }
      series "Abandoned" { color = local.color_abandoned }
    }

    chart {
      title = "Why calls were missed"
      type  = "donut"
      width = 3
      query = query.contact_centre_reasons
      args  = [with.overview.rows[0].reasons]

      series "Calls" {
        point "Nobody answered" { color = local.color_missed }
        point "Nobody free" { color = local.color_no_agent }
        point "Out of hours" { color = local.color_out_of_hours }
        point "Left by themselves" { color = local.color_abandoned }
        point "No reason given" { color = local.color_short }
      }
    }

    chart {
      title    = "Against the period before"
      type     = "bar"
      grouping = "compare"
      width    = 3
      query    = query.contact_centre_compared
      args     = [with.overview.rows[0].periods]

      legend {
        display = "always"
      }
      series "This period" { color = local.color_neutral }
      series "Before" { color = local.color_before }
    }
  }

  container {
    table {
      title = "Figures of this period and the one before"
      width = 6
      query = query.contact_centre_figures
      args  = [with.overview.rows[0].periods]
    }

    table {
      title = "On a call now"
      width = 6
      query = query.contact_centre_on_a_call
      args  = [self.input.company.value]

      column "link" { display = "none" }
      column "Agent" { href = "{{ .link }}" }
    }
  }

  table {
    title = "Lines, by calls that people missed"
    query = query.contact_centre_lines
    args  = [with.overview.rows[0].lines]

    column "link" { display = "none" }
    column "Line" { href = "{{ .link }}" }
  }

  table {
    title = "Requests used of the limit"
    query = query.api_usage
    args  = [with.overview.rows[0].since, with.overview.rows[0].zone]
  }
}

# The page's one reading

query "contact_centre_overview" {
  title = "All figures of the overview"

  param "time_zone" {}
  param "days" {}
  param "periods" {}
  param "company" {}
  param "number_id" {}
  param "team_id" {}
  param "service_level" {}

  sql = <<-EOQ
    with zone as (
      select ${local.sql_page_zone} as name
    ),
    calls as materialized (
      select
        id, company_name, direction, outcome, missed_call_reason, phone_number, number_id, number_name, answered_at, time_to_answer, in_call_duration,
        started_at, started_at >= now() - make_interval(days => $2::int) as is_current,
        ${local.sql_is_real_miss} as is_real_miss,
        ($5 = 'all' or number_id::text = $5) and ($6 = 'all' or exists (select from jsonb_array_elements(teams) as team where team ->> 'id' = $6)) as is_shown
      from aircall_call
      where
        started_at >= now() - make_interval(days => $2::int * $3::int)
        and ($4 = 'all' or company_name = $4)
    ),
    ${local.sql_missed},
    waiting as (
      select distinct on (is_current, company_name, phone_number) is_current, company_name, phone_number, number_id
      from missed
      where is_shown and returned_at is null and phone_number is not null
      order by is_current, company_name, phone_number, started_at desc
    ),
    shown as (
      select *, direction = 'inbound' and outcome <> 'ongoing' as is_inbound from calls where is_shown
    ),
    inbound as (
      select * from shown where is_inbound
    ),
    periods as (
      select
        p.is_current,
        count(*) filter (where is_inbound) as inbound,
        count(answered_at) filter (where is_inbound) as answered,
        count(*) filter (where is_inbound and missed_call_reason is distinct from 'short_abandoned') as without_short,
        count(*) filter (where is_inbound and (answered_at is not null or is_real_miss)) as reachable,
        count(*) filter (where is_inbound and is_real_miss) as real_missed,
        percentile_disc(0.5) within group (order by time_to_answer) filter (where is_inbound) as median_wait,
        percentile_disc(0.9) within group (order by time_to_answer) filter (where is_inbound) as p90_wait,
        count(*) filter (where is_inbound and time_to_answer <= $7::int) as within,
        (select count(*) from waiting as w where w.is_current = p.is_current) as callers_waiting,
        count(*) filter (where direction = 'outbound' and outcome <> 'ongoing') as outbound,
        count(*) filter (where outcome = 'ongoing') as ongoing,
        coalesce(sum(in_call_duration) filter (where outcome <> 'ongoing'), 0) as talk_seconds
      from (select true union all select false where $3::int = 2) as p(is_current) left join shown using (is_current)
      group by p.is_current
    ),
    figures as (
      select
        *,
        round(100.0 * answered / nullif(inbound, 0), 1) as answered_percent,
        round(100.0 * answered / nullif(without_short, 0), 1) as without_short_percent,
        round(100.0 * answered / nullif(reachable, 0), 1) as of_reachable_percent,
        round(100.0 * real_missed / nullif(inbound, 0), 1) as real_missed_percent,
        round(100.0 * within / nullif(answered, 0), 1) as within_of_answered,
        round(100.0 * within / nullif(reachable, 0), 1) as within_of_offered,
        round(talk_seconds / 3600.0, 1) as talk_hours
      from periods
    ),
    days as (
      select
        day, to_char(day, 'Dy DD') || case when day = min(day) over () then to_char((now() - make_interval(days => $2::int)) at time zone zone.name, ', HH24:MI…') else '' end as label
      from zone, generate_series(
        date_trunc('day', (now() - make_interval(days => $2::int)) at time zone zone.name), now() at time zone zone.name, interval '1 day'
      ) as day
    ),
    day_counts as (
      select date_trunc('day', started_at at time zone zone.name) as day, outcome, count(*) as calls
      from inbound, zone
      where is_current
      group by 1, 2
    ),
    lines as (
      select
        i.number_id, min(i.number_name) as line, min(i.company_name) as company,
        count(*) as inbound,
        count(*) filter (where is_real_miss) as real_missed,
        round(100.0 * count(*) filter (where is_real_miss) / count(*), 1) as real_missed_percent,
        round(100.0 * count(answered_at) / count(*), 1) as answered_percent,
        round(100.0 * count(answered_at) / nullif(count(*) filter (where missed_call_reason is distinct from 'short_abandoned'), 0), 1) as without_short_percent,
        round(100.0 * count(answered_at) / nullif(count(*) filter (where answered_at is not null or is_real_miss), 0), 1) as of_reachable_percent,
        (select count(*) from waiting as w where w.is_current and w.number_id = i.number_id) as callers_waiting
      from inbound as i
      where is_current
      group by i.number_id
    )
    select
      (now() - make_interval(days => $2::int * $3::int))::text as since,
      now()::text as until,
      (select name from zone) as zone,
      (select to_jsonb(f) from figures as f where is_current) as figures,
      (select jsonb_agg(f order by is_current desc) from figures as f) as periods,
      coalesce((
        select jsonb_agg(jsonb_build_object('day', d.label, 'position', d.day, 'outcome', o.outcome, 'rank', o.rank, 'calls', coalesce(n.calls, 0)) order by d.day, o.rank)
        from days as d
          cross join (values ('answered', 1), ('missed', 2), ('voicemail', 3), ('out_of_hours', 4), ('abandoned', 5)) as o(outcome, rank)
          left join day_counts as n on n.day = d.day and n.outcome = o.outcome
      ), '[]') as days,
      coalesce((
        select jsonb_agg(r order by calls desc)
        from (select missed_call_reason, count(*) as calls from inbound where is_current and answered_at is null group by 1) as r
      ), '[]') as reasons,
      coalesce((select jsonb_agg(l order by real_missed desc, inbound desc, number_id) from lines as l), '[]') as lines;
  EOQ
}

# Charts

query "contact_centre_days" {
  title = "Inbound calls by day and outcome"
  sql   = <<-EOQ
    select day as "Day", ${local.sql_outcome_label} as "Outcome", calls as "Calls"
    from jsonb_to_recordset($1::jsonb) as d(day text, position text, outcome text, rank int, calls bigint)
    order by position, rank;
  EOQ
}

query "contact_centre_reasons" {
  title = "Why calls were missed"
  sql   = <<-EOQ
    select label as "Reason", sum(calls)::bigint as "Calls"
    from (
      select
        case when missed_call_reason in ('short_abandoned', 'abandoned_in_ivr', 'abandoned_in_classic') then 'Left by themselves' else ${local.sql_reason_label} end as label,
        calls
      from jsonb_to_recordset($1::jsonb) as r(missed_call_reason text, calls bigint)
    ) as reasons
    group by 1
    order by 2 desc, 1;
  EOQ
}

query "contact_centre_compared" {
  title = "Calls of this period and the one before"
  sql   = <<-EOQ
    select m.metric as "Calls", case when p.is_current then 'This period' else 'Before' end as "Period", m.value as "Number"
    from jsonb_to_recordset($1::jsonb) as p(is_current boolean, inbound bigint, answered bigint, real_missed bigint, outbound bigint),
      lateral (values ('Inbound', 1, p.inbound), ('Answered', 2, p.answered), ('Missed by people', 3, p.real_missed), ('Outbound', 4, p.outbound)) as m(metric, rank, value)
    order by m.rank desc, p.is_current desc;
  EOQ
}

# Tables

query "contact_centre_figures" {
  title = "Figures of this period and the one before"
  sql   = <<-EOQ
    with figures as (
      select p ->> 'is_current' = 'true' as is_current, m.label, m.rank, (p ->> m.key)::float8 as value
      from jsonb_array_elements($1::jsonb) as p,
        (values
          (1, 'inbound', 'Inbound, ended'), (2, 'answered_percent', 'Answered, % of all inbound'), (3, 'without_short_percent', 'Answered, % without those who left within 10 s'),
          (4, 'of_reachable_percent', 'Answered, % of those that people could answer'), (5, 'real_missed_percent', 'Missed by people, % of all inbound'),
          (6, 'callers_waiting', 'Callers waiting for a call-back'), (7, 'median_wait', 'Median wait, seconds'), (8, 'p90_wait', 'Wait of the slowest tenth, seconds'),
          (9, 'within_of_answered', 'Within service level, % of answered'), (10, 'within_of_offered', 'Within service level, % of offered'),
          (11, 'outbound', 'Outbound, ended'), (12, 'talk_hours', 'Hours of talk'), (13, 'ongoing', 'Going on now')
        ) as m(rank, key, label)
    )
    select
      label as "Figure",
      max(value) filter (where is_current) as "This period",
      max(value) filter (where not is_current) as "Before",
      round((max(value) filter (where is_current) - max(value) filter (where not is_current))::numeric, 1)::float8 as "Change"
    from figures
    group by label, rank
    order by rank;
  EOQ
}

query "contact_centre_on_a_call" {
  title = "Who is on a call now"
  sql   = <<-EOQ
    with busy as (
      select u.name, u.id, u.company_name
      from aircall_user as u join aircall_user_availability as a on a.user_id = u.id
      where a.availability = 'in_call' and ($1 = 'all' or u.company_name = $1)
    )
    select name as "Agent", company_name as "Company", '/aircall_insights.dashboard.agent_detail?input.user_id=' || id as link from busy
    union all
    select 'Nobody', null, null where not exists (select from busy)
    order by 1;
  EOQ
}

query "contact_centre_lines" {
  title = "Lines, by calls that people missed"
  sql   = <<-EOQ
    select
      line as "Line",
      company as "Company",
      inbound as "Inbound",
      real_missed as "By people",
      real_missed_percent as "By people, %",
      answered_percent as "Answered, %",
      without_short_percent as "Without short, %",
      of_reachable_percent as "Of reachable, %",
      callers_waiting as "Waiting",
      '/aircall_insights.dashboard.line_dashboard?input.number_id=' || number_id as link
    from jsonb_to_recordset($1::jsonb) as l(
      number_id bigint, line text, company text, inbound bigint, real_missed bigint, real_missed_percent float8,
      answered_percent float8, without_short_percent float8, of_reachable_percent float8, callers_waiting bigint
    )
    order by real_missed desc, inbound desc, line;
  EOQ
}
