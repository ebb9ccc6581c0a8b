dashboard "customer_dashboard" {
  title         = "Aircall Customers"
  documentation = file("./dashboards/contact/docs/customer_dashboard.md")

  tags = merge(local.contact_common_tags, {
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

  with "customers" {
    query = query.customer_figures
    args = [
      var.time_zone,
      self.input.days.value,
      self.input.company.value,
      self.input.number_id.value
    ]
  }

  container {
    card {
      width = 2
      query = query.figure_card
      args  = [with.customers.rows[0].figures, "With contact, %", "with_contact_percent"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.customers.rows[0].figures, "Unknown callers", "unknown_callers"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.customers.rows[0].figures, "Withheld numbers", "withheld"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.customers.rows[0].figures, "3 calls in 24 h", "repeat_day"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.customers.rows[0].figures, "3 calls in 7 days", "repeat_week"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.customers.rows[0].figures, "Callers", "callers"]
    }
  }

  text {
    value = <<-EOM
      *With contact* is a share of all ended calls, in and out. *Unknown callers* are distinct numbers that called in and have **no shared contact**; private contacts are not in Aircall's API. Repeat callers called in three times or more within 24 hours, or within 7 days. Definition: [repeat callers](${local.questions}/repeat-callers.md). [About this page and its cost](${local.mod_docs}/contact/docs/customer_dashboard.md), with joins to a CRM.
    EOM
  }

  container {
    chart {
      title    = "Calls by the contact's company"
      type     = "bar"
      grouping = "stack"
      width    = 6
      query    = query.customer_companies
      args = [
        with.customers.rows[0].since,
        with.customers.rows[0].until,
        self.input.company.value,
        self.input.number_id.value
      ]

      series "Inbound, answered" { color = local.color_answered }
      series "Inbound, missed" { color = local.color_missed }
      series "Outbound" { color = local.color_outbound }
    }

    table {
      title = "Companies whose calls were missed"
      width = 6
      query = query.customer_missed
      args = [
        with.customers.rows[0].since,
        with.customers.rows[0].until,
        with.customers.rows[0].zone,
        self.input.company.value,
        self.input.number_id.value
      ]

      column "call_id" { display = "none" }
      column "Last missed" { href = "/aircall_insights.dashboard.call_detail?input.call_id={{ .call_id | @uri }}" }
    }
  }

  table {
    title = "Repeat callers"
    query = query.customer_repeat_callers
    args = [
      with.customers.rows[0].since,
      with.customers.rows[0].until,
      with.customers.rows[0].zone,
      self.input.company.value,
      self.input.number_id.value
    ]

    column "call_id" { display = "none" }
    column "Caller" { href = "/aircall_insights.dashboard.call_detail?input.call_id={{ .call_id | @uri }}" }
  }

  table {
    title = "Requests used of the limit"
    query = query.api_usage
    args  = [with.customers.rows[0].since, with.customers.rows[0].zone]
  }
}

# The page's one reading. It asks for contact_id, so that the tables find their contacts in memory.

query "customer_figures" {
  title = "Figures of the customers"

  param "time_zone" {}
  param "days" {}
  param "company" {}
  param "number_id" {}

  sql = <<-EOQ
    with calls as materialized (
      select direction, outcome, company_name, phone_number, started_at, contact_id
      from aircall_call
      where
        started_at >= now() - make_interval(days => $2::int)
        and ($3 = 'all' or company_name = $3)
        and ($4 = 'all' or number_id::text = $4)
    ),
    inbound as (
      select
        *,
        started_at - lag(started_at, 2) over caller <= interval '24 hours' as is_third_in_a_day,
        started_at - lag(started_at, 2) over caller <= interval '7 days' as is_third_in_a_week
      from calls
      where direction = 'inbound' and phone_number is not null
      window caller as (partition by company_name, phone_number order by started_at)
    )
    select
      (now() - make_interval(days => $2::int))::text as since,
      now()::text as until,
      ${local.sql_page_zone} as zone,
      (
        select jsonb_build_object(
          'with_contact_percent', (select round(100.0 * count(contact_id) / nullif(count(*), 0), 1) from calls where outcome <> 'ongoing'),
          'unknown_callers', (select count(*) from (select from inbound group by company_name, phone_number having count(contact_id) = 0) as c),
          'withheld', (select count(*) from calls where direction = 'inbound' and phone_number is null),
          'repeat_day', count(distinct (company_name, phone_number)) filter (where is_third_in_a_day),
          'repeat_week', count(distinct (company_name, phone_number)) filter (where is_third_in_a_week),
          'callers', count(distinct (company_name, phone_number))
        )
        from inbound
      ) as figures;
  EOQ
}

# Charts

query "customer_companies" {
  title = "Calls by the contact's company"
  sql   = <<-EOQ
    with calls as materialized (
      select direction, outcome, contact_company_name
      from aircall_call
      where
        started_at >= $1::timestamptz
        and started_at <= $2::timestamptz
        and ($3 = 'all' or company_name = $3)
        and ($4 = 'all' or number_id::text = $4)
    ),
    companies as (
      select
        contact_company_name as name,
        count(*) as calls,
        count(*) filter (where direction = 'inbound' and outcome = 'answered') as answered,
        count(*) filter (where direction = 'inbound' and outcome <> 'answered') as missed,
        count(*) filter (where direction = 'outbound') as outbound
      from calls
      where contact_company_name is not null and outcome <> 'ongoing'
      group by 1
      order by calls desc, name
      limit 15
    )
    select name as "Company of the contact", k.kind as "Calls", k.calls as "Number"
    from companies as c, lateral (values (1, 'Inbound, answered', answered), (2, 'Inbound, missed', missed), (3, 'Outbound', outbound)) as k(rank, kind, calls)
    order by c.calls, name desc, k.rank;
  EOQ
}

# Tables

query "customer_missed" {
  title = "Companies whose calls were missed"
  sql   = <<-EOQ
    with calls as materialized (
      select id, direction, outcome, missed_call_reason, started_at, contact_company_name
      from aircall_call
      where
        started_at >= $1::timestamptz
        and started_at <= $2::timestamptz
        and ($4 = 'all' or company_name = $4)
        and ($5 = 'all' or number_id::text = $5)
    )
    select
      contact_company_name as "Company of the contact",
      count(*) as "Inbound",
      count(*) filter (where outcome <> 'answered') as "Missed",
      count(*) filter (where ${local.sql_is_real_miss}) as "Missed by people",
      to_char(max(started_at) filter (where outcome <> 'answered') at time zone $3, 'YYYY-MM-DD HH24:MI') as "Last missed",
      max(id) filter (where outcome <> 'answered') as call_id
    from calls
    where direction = 'inbound' and outcome <> 'ongoing' and contact_company_name is not null
    group by 1
    having count(*) filter (where outcome <> 'answered') > 0
    order by 3 desc, 2 desc, 1
    limit 25;
  EOQ
}

query "customer_repeat_callers" {
  title = "Numbers that called in three times or more"
  sql   = <<-EOQ
    with calls as materialized (
      select id, company_name, direction, phone_number, user_id, contact_name, contact_company_name, started_at, answered_at
      from aircall_call
      where
        started_at >= $1::timestamptz
        and started_at <= $2::timestamptz
        and ($4 = 'all' or company_name = $4)
        and ($5 = 'all' or number_id::text = $5)
    ),
    inbound as (
      select *, started_at - lag(started_at, 2) over (partition by company_name, phone_number order by started_at) as three_calls
      from calls
      where direction = 'inbound' and phone_number is not null
    )
    select
      phone_number as "Caller",
      coalesce(max(contact_name), '') as "Contact",
      coalesce(max(contact_company_name), '') as "Contact's company",
      count(*) as "Calls",
      count(answered_at) as "Answered",
      count(distinct user_id) as "Users spoken to",
      case when min(three_calls) <= interval '24 hours' then 'yes' else '' end as "Three in 24 hours",
      to_char(max(started_at) at time zone $3, 'YYYY-MM-DD HH24:MI') as "Last call",
      company_name as "Company",
      max(id) as call_id
    from inbound
    group by company_name, phone_number
    having min(three_calls) <= interval '7 days'
    order by 4 desc, 1;
  EOQ
}
