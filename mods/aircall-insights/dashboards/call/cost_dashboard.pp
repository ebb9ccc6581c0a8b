dashboard "cost_dashboard" {
  title         = "Aircall Cost and Destinations"
  documentation = file("./dashboards/call/docs/cost_dashboard.md")

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
    input "number_id" {
      title = "Line"
      width = 4
      query = query.line_input
    }
  }

  with "cost" {
    query = query.cost_figures
    args = [
      var.time_zone,
      self.input.days.value,
      self.input.company.value,
      self.input.number_id.value
    ]
  }

  container {
    card {
      width = 3
      query = query.figure_card
      args  = [with.cost.rows[0].figures, "Cost, US dollars", "cost"]
    }
    card {
      width = 3
      query = query.figure_card
      args  = [with.cost.rows[0].figures, "Out of bundle, % of priced", "out_of_bundle_percent"]
    }
    card {
      width = 3
      query = query.figure_card
      args  = [with.cost.rows[0].figures, "Answered, not priced yet", "not_priced"]
    }
    card {
      width = 3
      query = query.figure_card
      args  = [with.cost.rows[0].figures, "New destinations", "new_destinations"]
    }
  }

  text {
    value = <<-EOM
      What Aircall says that calls have cost; it is final about twenty minutes after the end, and Aircall calls the field deprecated: the invoice counts. *Out of bundle* is a share of the calls that have a price. A *new destination* is a calling code that was dialled in this period and not in the one before it, which is read too. [About this page and its cost](${local.mod_docs}/call/docs/cost_dashboard.md).
    EOM
  }

  container {
    chart {
      title = "Cost by day, US dollars"
      type  = "column"
      width = 4
      query = query.cost_by_day
      args  = [with.cost.rows[0].days]

      series "Cost" { color = local.color_neutral }
    }

    chart {
      title = "Cost by country, US dollars"
      type  = "bar"
      width = 4
      query = query.cost_by_country
      args  = [with.cost.rows[0].countries]

      series "Cost" { color = local.color_neutral }
    }

    chart {
      title = "Cost by agent, US dollars"
      type  = "bar"
      width = 4
      query = query.cost_by_agent
      args  = [with.cost.rows[0].agents]

      series "Cost" { color = local.color_neutral }
    }
  }

  container {
    table {
      title = "The dearest calls"
      width = 8
      query = query.cost_dearest_calls
      args = [
        with.cost.rows[0].since,
        with.cost.rows[0].until,
        with.cost.rows[0].zone,
        self.input.days.value,
        self.input.company.value,
        self.input.number_id.value
      ]

      column "Call" { href = "/aircall_insights.dashboard.call_detail?input.call_id={{ .Call | @uri }}" }
    }

    table {
      title = "Destinations, the new ones first"
      width = 4
      query = query.cost_destinations
      args  = [with.cost.rows[0].countries]
    }
  }

  table {
    title = "Requests used of the limit"
    query = query.api_usage
    args  = [with.cost.rows[0].since, with.cost.rows[0].zone]
  }
}

# The page's one reading: the period and the one before

query "cost_figures" {
  title = "Cost and destinations"

  param "time_zone" {}
  param "days" {}
  param "company" {}
  param "number_id" {}

  sql = <<-EOQ
    with zone as (
      select ${local.sql_page_zone} as name
    ),
    calls as materialized (
      select
        direction, outcome, phone_number, user_id, started_at, answered_at, cost::numeric as cents, pricing_type,
        started_at >= now() - make_interval(days => $2::int) as is_current
      from aircall_call
      where
        started_at >= now() - make_interval(days => $2::int * 2)
        and ($3 = 'all' or company_name = $3)
        and ($4 = 'all' or number_id::text = $4)
    ),
    ended as (
      select * from calls where outcome <> 'ongoing'
    ),
    numbers as (
      select
        phone_number,
        count(*) filter (where is_current and direction = 'outbound') as dials,
        count(*) filter (where not is_current and direction = 'outbound') as dials_before,
        coalesce(sum(cents) filter (where is_current), 0) as cents
      from ended
      group by 1
    ),
    countries as (
      select coalesce(k.country, 'not known') as country, sum(dials)::bigint as dials, sum(dials_before)::bigint as dials_before, sum(cents) as cents
      from numbers left join ${local.sql_calling_codes} on ${local.sql_has_calling_code}
      group by 1
    ),
    days as (
      select day, coalesce(sum(e.cents), 0) as cents
      from zone
        cross join generate_series(date_trunc('day', (now() - make_interval(days => $2::int)) at time zone zone.name), now() at time zone zone.name, interval '1 day') as day
        left join ended as e on e.is_current and date_trunc('day', e.started_at at time zone zone.name) = day
      group by day
    )
    select
      (now() - make_interval(days => $2::int * 2))::text as since,
      now()::text as until,
      (select name from zone) as zone,
      (
        select jsonb_build_object(
          'cost', round(coalesce(sum(cents), 0) / 100, 2),
          'out_of_bundle_percent', round(100.0 * count(*) filter (where pricing_type <> 'in_bundle') / nullif(count(pricing_type), 0), 1),
          'not_priced', count(*) filter (where pricing_type is null and answered_at is not null),
          'new_destinations', (select count(*) from countries where dials > 0 and dials_before = 0 and country <> 'not known')
        )
        from ended
        where is_current
      ) as figures,
      coalesce((select jsonb_agg(jsonb_build_object('day', to_char(day, 'Dy DD Mon'), 'cents', cents) order by day) from days), '[]') as days,
      coalesce((select jsonb_agg(c) from countries as c), '[]') as countries,
      coalesce((select jsonb_agg(a) from (select user_id, sum(cents) as cents from ended where is_current and cents > 0 group by 1) as a), '[]') as agents;
  EOQ
}

# Charts

query "cost_by_day" {
  title = "Cost by day"
  sql   = <<-EOQ
    select day ->> 'day' as "Day", round((day ->> 'cents')::numeric / 100, 2)::float8 as "Cost"
    from jsonb_array_elements($1::jsonb) with ordinality as d(day, position)
    order by position;
  EOQ
}

query "cost_by_country" {
  title = "Cost by country"
  sql   = <<-EOQ
    with dearest as (
      select country, cents from jsonb_to_recordset($1::jsonb) as c(country text, cents numeric) where cents > 0 order by cents desc, country limit 15
    )
    select country as "Country", round(cents / 100, 2)::float8 as "Cost" from dearest order by cents, 1 desc; -- the last bar is at the top
  EOQ
}

query "cost_by_agent" {
  title = "Cost by agent"
  sql   = <<-EOQ
    with dearest as (
      select * from jsonb_to_recordset($1::jsonb) as a(user_id bigint, cents numeric) order by cents desc, user_id limit 15
    )
    select coalesce(u.name, case when a.user_id is null then 'No user' else 'A former user' end) as "Agent", round(a.cents / 100, 2)::float8 as "Cost"
    from dearest as a left join aircall_user as u on u.id = a.user_id
    order by a.cents, a.user_id desc;
  EOQ
}

# Tables

query "cost_dearest_calls" {
  title = "The dearest calls"
  sql   = <<-EOQ
    with calls as materialized (
      select id, direction, outcome, raw_digits, phone_number, user_name, number_name, company_name, started_at, in_call_duration, cost::numeric as cents, pricing_type
      from aircall_call
      where
        started_at >= $1::timestamptz
        and started_at <= $2::timestamptz
        and ($5 = 'all' or company_name = $5)
        and ($6 = 'all' or number_id::text = $6)
    )
    select
      c.id::text as "Call",
      to_char(c.started_at at time zone $3, 'YYYY-MM-DD HH24:MI') as "Started",
      round(c.cents / 100, 2)::float8 as "Cost, $",
      c.direction as "Direction",
      coalesce(k.country, 'not known') as "Country",
      c.user_name as "Agent",
      c.number_name as "Line",
      c.in_call_duration as "Talk, s",
      case c.pricing_type when 'in_bundle' then 'in bundle' else coalesce(c.pricing_type, 'not priced yet') end as "Pricing",
      c.company_name as "Company"
    from calls as c left join ${local.sql_calling_codes} on ${local.sql_has_calling_code}
    where c.outcome <> 'ongoing' and c.cents > 0 and c.started_at >= now() - make_interval(days => $4::int)
    order by c.cents desc, c.id desc
    limit 25;
  EOQ
}

query "cost_destinations" {
  title = "Destinations"
  sql   = <<-EOQ
    select
      country as "Country",
      case when dials_before = 0 then 'new' else '' end as "New",
      dials as "Dials",
      dials_before as "Before",
      round(cents / 100, 2)::float8 as "Cost, $"
    from jsonb_to_recordset($1::jsonb) as c(country text, dials bigint, dials_before bigint, cents numeric)
    where dials > 0
    order by dials_before = 0 desc, dials desc, country;
  EOQ
}
