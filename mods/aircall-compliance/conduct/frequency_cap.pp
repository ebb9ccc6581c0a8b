control "call_respects_frequency_cap" {
  title         = "Nobody should be called too often"
  description   = "A number that is called again and again belongs to somebody who is being pestered, answered or not."
  severity      = "medium"
  documentation = file("./conduct/docs/call_respects_frequency_cap.md")

  sql = <<-EOQ
    with
      ${local.companies_cte},
      ${local.line_zones_cte},
      calls as materialized (
        select
          id as call_id,
          started_at,
          direction,
          phone_number,
          number_id,
          number_name,
          coalesce(company_name, '') as company_name
        from
          aircall_call
        where
          started_at >= now() - make_interval(days => $1::int)
      ),
      dials as (
        select
          c.*,
          row_number() over (
            partition by company_name, phone_number, (started_at at time zone coalesce(z.zone, 'UTC'))::date
            order by started_at, call_id
          ) as of_day,
          count(*) over (
            partition by company_name, phone_number
            order by started_at
            range between interval '7 days' preceding and current row
          ) as of_week
        from
          calls as c
          left join line_zones as z on z.number_id = c.number_id
        where
          direction = 'outbound'
          and phone_number is not null
      ),
      findings as (
        select
          *,
          'alarm' as status,
          case
            when of_day > $2::int then 'was dial ' || of_day || ' to one number on that day, over the ' || $2::int || ' allowed'
            else 'was dial ' || of_week || ' to one number in seven days, over the ' || $3::int || ' allowed'
          end as fact,
          case
            when of_day > $2::int then 'was one more to its number than the ' || $2::int || ' allowed a day'
            else 'was one more to its number than the ' || $3::int || ' allowed in seven days'
          end as kind
        from
          dials
        where
          of_day > $2::int
          or of_week > $3::int
      ),
      otherwise as (
        select
          company_name,
          case
            when count(call_id) = 0 then 'skip'
            else 'ok'
          end as status,
          case
            when count(call_id) = 0 then 'There was no outbound call in the last ' || $1::int || ' days.'
            else 'Of ' || count(call_id) || ' outbound calls of the last ' || $1::int || ' days none was over ' || $2::int || ' to one number on a day, or ' || $3::int || ' in seven days.'
          end as reason
        from
          companies
          left join dials using (company_name)
        group by
          company_name
      )
    ${local.calls_report_sql}
  EOQ

  param "lookback_days" {
    description = "How many days of calls are looked at."
    default     = var.lookback_days
  }

  param "dials_per_day" {
    description = "How often one number may be called on a day of the line."
    default     = var.dials_per_day
  }

  param "dials_per_week" {
    description = "How often one number may be called in seven days."
    default     = var.dials_per_week
  }

  tags = merge(local.conduct_common_tags, {
    requests = "1, and the calls of lookback_days"
  })
}
