dashboard "missed_call_report" {
  title         = "Aircall Missed Calls and Call-Backs"
  documentation = file("./dashboards/call/docs/missed_call_report.md")

  tags = merge(local.call_common_tags, {
    type = "Report"
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

  with "missed" {
    query = query.missed_call_figures
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
      width = 2
      query = query.warning_card
      args  = [with.missed.rows[0].figures, "Callers waiting", "callers_waiting", ""]
    }
    card {
      width = 2
      query = query.text_card
      args  = [with.missed.rows[0].figures, "Longest wait", "oldest_waiting"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.missed.rows[0].figures, "Median, minutes", "median_minutes"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.missed.rows[0].figures, "Within 1 h, %", "within_an_hour_percent"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.missed.rows[0].figures, "Saved by retry", "saved_by_retry"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.missed.rows[0].figures, "Withheld number", "withheld"]
    }
  }

  text {
    value = <<-EOM
      A caller waits while nobody has spoken with that number **since, until now**. The median time to call back and the share within an hour are of the calls that **we called back**; *saved by retry* are missed calls whose caller tried again and was answered. Who withholds the number cannot be called back. Definitions: [waiting callers](${local.questions}/unreturned-missed-calls.md), [time to call back](${local.questions}/time-to-call-back.md). [About this page and its cost](${local.mod_docs}/call/docs/missed_call_report.md).
    EOM
  }

  table {
    title = "The work list: one line for each caller who waits"
    query = query.missed_call_work_list
    args = [
      with.missed.rows[0].since,
      with.missed.rows[0].until,
      with.missed.rows[0].zone,
      self.input.company.value,
      self.input.number_id.value,
      self.input.team_id.value
    ]

    column "call_id" { display = "none" }
    column "asset" { display = "none" }
    column "Caller" { href = "/aircall_insights.dashboard.call_detail?input.call_id={{ .call_id | @uri }}" }
    column "Voicemail" { href = "{{ .asset }}" }
  }

  container {
    chart {
      title = "Missed calls by hour of the line's day, and why"
      type  = "column"
      width = 6
      query = query.missed_call_hours
      args  = [with.missed.rows[0].hours]

      series "Nobody answered" { color = local.color_missed }
      series "Nobody free" { color = local.color_no_agent }
      series "Out of hours" { color = local.color_out_of_hours }
      series "Left in the menu" { color = local.color_in_menu }
      series "Left before ringing" { color = local.color_abandoned }
      series "Left within 10 s" { color = local.color_short }
      series "No reason given" { color = "#6b7680" }
    }

    chart {
      title = "Missed calls with a known number, returned (call-back or retry) after"
      type  = "column"
      width = 6
      query = query.missed_call_returns
      args  = [with.missed.rows[0].returns]

      series "We called back" { color = local.color_answered }
      series "The caller tried again" { color = local.color_outbound }
      series "Not returned" { color = local.color_missed }
    }
  }

  table {
    title = "Requests used of the limit"
    query = query.api_usage
    args  = [with.missed.rows[0].since, with.missed.rows[0].zone]
  }
}

# The page's one reading. It asks for contact_id, so that the work list finds its contacts in memory.

query "missed_call_figures" {
  title = "All figures of the missed calls"

  param "time_zone" {}
  param "days" {}
  param "company" {}
  param "number_id" {}
  param "team_id" {}

  sql = <<-EOQ
    with zone as (
      select ${local.sql_page_zone} as name
    ),
    calls as materialized (
      select
        id, company_name, direction, outcome, answered_at, missed_call_reason, phone_number, number_id, started_at, contact_id,
        ($4 = 'all' or number_id::text = $4) and ($5 = 'all' or exists (select from jsonb_array_elements(teams) as team where team ->> 'id' = $5)) as is_shown
      from aircall_call
      where
        started_at >= now() - make_interval(days => $2::int)
        and ($3 = 'all' or company_name = $3)
    ),
    ${local.sql_missed},
    shown as (
      select m.*, extract(epoch from returned_at - m.started_at)::bigint as seconds_to_return, coalesce(n.time_zone, zone.name) as time_zone
      from zone, missed as m left join aircall_number as n on n.id = m.number_id
      where m.is_shown
    ),
    waiting as (
      select company_name, phone_number, min(started_at) as first_try
      from shown
      where returned_at is null and phone_number is not null
      group by 1, 2
    ),
    figures as (
      select
        (select count(*) from waiting) as callers_waiting,
        (select extract(day from age) || ' d ' || extract(hour from age) || ' h' from (select justify_hours(now() - min(first_try)) as age from waiting having count(*) > 0) as oldest) as oldest_waiting,
        round(percentile_disc(0.5) within group (order by seconds_to_return) filter (where returned_by = 'callback') / 60.0, 1) as median_minutes,
        round(100.0 * count(*) filter (where returned_by = 'callback' and seconds_to_return <= 3600) / nullif(count(*) filter (where returned_by = 'callback'), 0), 1) as within_an_hour_percent,
        count(*) filter (where returned_by = 'callback') as called_back,
        count(*) filter (where returned_by = 'retry') as saved_by_retry,
        count(*) filter (where phone_number is null) as withheld
      from shown
    ),
    hours as (
      select extract(hour from started_at at time zone time_zone)::int as hour, missed_call_reason, count(*) as calls
      from shown
      group by 1, 2
    ),
    returns as (
      select
        case
          when returned_at is null then 6
          when seconds_to_return <= 900 then 1
          when seconds_to_return <= 3600 then 2
          when seconds_to_return <= 14400 then 3
          when seconds_to_return <= 86400 then 4
          else 5
        end as bucket,
        returned_by, count(*) as calls
      from shown
      where phone_number is not null
      group by 1, 2
    )
    select
      (now() - make_interval(days => $2::int))::text as since,
      now()::text as until,
      (select name from zone) as zone,
      (select to_jsonb(f) from figures as f) as figures,
      coalesce((select jsonb_agg(h) from hours as h), '[]') as hours,
      coalesce((select jsonb_agg(r) from returns as r), '[]') as returns;
  EOQ
}

# Charts

query "missed_call_hours" {
  title = "Missed calls by hour and reason"
  sql   = <<-EOQ
    select to_char(day_hour, 'fm00') || 'h' as "Hour", label as "Reason", coalesce(sum(h.calls), 0)::bigint as "Calls"
    from generate_series(0, 23) as day_hour
      cross join (
        values (1, 'agents_did_not_answer'), (2, 'no_available_agent'), (3, 'out_of_opening_hours'), (4, 'abandoned_in_ivr'),
          (5, 'abandoned_in_classic'), (6, 'short_abandoned'), (7, null)
      ) as r(rank, missed_call_reason)
      cross join lateral (select ${local.sql_reason_label} as label) as l
      left join jsonb_to_recordset($1::jsonb) as h(hour int, missed_call_reason text, calls bigint)
        on h.hour = day_hour and h.missed_call_reason is not distinct from r.missed_call_reason
    group by day_hour, rank, label
    order by day_hour, rank;
  EOQ
}

query "missed_call_returns" {
  title = "Missed calls by the time until they were returned"
  sql   = <<-EOQ
    select b.label as "Returned after", o.label as "How", coalesce(sum(r.calls), 0)::bigint as "Calls"
    from (values (1, 'within 15 min'), (2, 'within 1 h'), (3, 'within 4 h'), (4, 'within a day'), (5, 'later'), (6, 'not yet')) as b(bucket, label)
      cross join (values (1, 'callback', 'We called back'), (2, 'retry', 'The caller tried again'), (3, null, 'Not returned')) as o(rank, returned_by, label)
      left join jsonb_to_recordset($1::jsonb) as r(bucket int, returned_by text, calls bigint)
        on r.bucket = b.bucket and r.returned_by is not distinct from o.returned_by
    group by b.bucket, b.label, o.rank, o.label
    order by b.bucket, o.rank;
  EOQ
}

# Tables

query "missed_call_work_list" {
  title = "Callers who wait for a call-back"
  sql   = <<-EOQ
    with calls as materialized (
      select
        id, company_name, direction, outcome, answered_at, phone_number, number_id, number_name, started_at, has_voicemail, contact_name, contact_company_name, asset,
        ($5 = 'all' or number_id::text = $5) and ($6 = 'all' or exists (select from jsonb_array_elements(teams) as team where team ->> 'id' = $6)) as is_shown
      from aircall_call
      where
        started_at >= $1::timestamptz
        and started_at <= $2::timestamptz
        and ($4 = 'all' or company_name = $4)
    ),
    ${local.sql_missed},
    tries as (
      select
        m.*, coalesce(n.time_zone, $3) as time_zone,
        row_number() over (partition by m.company_name, m.phone_number order by m.started_at desc, m.id desc) as newest
      from missed as m left join aircall_number as n on n.id = m.number_id
      where m.is_shown and m.returned_at is null and m.phone_number is not null
    )
    select
      phone_number as "Caller",
      coalesce(max(contact_name), '') as "Contact",
      coalesce(max(contact_company_name), '') as "Contact's company",
      count(*) as "Tries",
      to_char(min(started_at at time zone time_zone), 'YYYY-MM-DD HH24:MI') as "First try",
      to_char(max(started_at at time zone time_zone) filter (where newest = 1), 'YYYY-MM-DD HH24:MI') as "Last try",
      max(number_name) filter (where newest = 1) as "Line of the last try",
      case when bool_or(has_voicemail) then 'yes' else '' end as "Voicemail",
      company_name as "Company",
      max(id) filter (where newest = 1) as call_id,
      coalesce((array_agg(asset order by started_at desc) filter (where has_voicemail))[1], '') as asset
    from tries
    group by company_name, phone_number
    order by 4 desc, min(started_at);
  EOQ
}
