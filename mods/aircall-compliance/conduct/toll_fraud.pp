control "call_without_toll_fraud" {
  title         = "Calls should show no sign of toll fraud"
  description   = "Whoever gets hold of an account or a forwarded line calls expensive destinations, long, often and at night."
  severity      = "high"
  documentation = file("./conduct/docs/call_without_toll_fraud.md")

  sql = <<-EOQ
    with
      ${local.companies_cte},
      ${local.line_zones_cte},
      calls as materialized (
        select
          id as call_id,
          started_at,
          answered_at,
          in_call_duration,
          direction,
          phone_number,
          number_phone_number,
          user_id,
          number_id,
          number_name,
          case when cost ~ '^[0-9]+(\.[0-9]+)?$' then cost::numeric end as cents,
          coalesce(company_name, '') as company_name
        from
          aircall_call
        where
          started_at >= now() - make_interval(days => $1::int)
      ),
      dials as (
        select
          c.*,
          c.started_at at time zone coalesce(z.zone, 'UTC') as local_time,
          c.started_at >= now() - make_interval(days => $2::int) as recent,
          substring(c.phone_number from '${local.calling_code_pattern}') as code,
          substring(c.phone_number from '${local.calling_code_pattern}') <> substring(c.number_phone_number from '${local.calling_code_pattern}') as abroad
        from
          calls as c
          left join line_zones as z on z.number_id = c.number_id
        where
          c.direction = 'outbound'
      ),
      history as (
        select
          company_name,
          count(*) as earlier,
          array_agg(distinct code) as codes
        from
          dials
        where
          not recent
        group by
          company_name
      ),
      measured as (
        select
          d.*,
          coalesce(recent and abroad and h.earlier >= $3::int and not code = any(h.codes), false) as is_new,
          avg(cents) over (partition by d.company_name) + 3 * stddev_pop(cents) over (partition by d.company_name) as usual_cents,
          case when abroad and user_id is not null then
            (sum(in_call_duration) filter (where abroad) over (partition by d.company_name, user_id, local_time::date order by started_at, call_id) / 60)::bigint
          end as minutes_abroad,
          case when extract(hour from local_time) not between 6 and 21 then
            row_number() over (partition by d.company_name, number_id, date_trunc('hour', local_time) order by started_at, call_id)
          end as of_night_hour
        from
          dials as d
          left join history as h on h.company_name = d.company_name
      ),
      judged as (
        select
          *,
          case
            when is_new then 'new'
            when cents > $4::int then 'expensive'
            when minutes_abroad > $5::int then 'abroad'
            when of_night_hour > $6::int then 'night'
            when cents > usual_cents and answered_at is not null then 'unusual'
          end as sign
        from
          measured
      ),
      findings as (
        select
          *,
          case sign
            when 'unusual' then 'info'
            else 'alarm'
          end as status,
          case sign
            when 'new' then 'went to the calling code +' || code || ', where no call of the ' || $1::int - $2::int || ' days before went'
            when 'expensive' then 'cost ' || round(cents) || ' US cents, over the cap of ' || $4::int
            when 'abroad' then 'brought its user to ' || minutes_abroad || ' minutes abroad on that day, over the ' || $5::int || ' allowed'
            when 'night' then 'was call ' || of_night_hour || ' of its line in an hour of the night, over the ' || $6::int || ' allowed'
            else 'cost ' || round(cents) || ' US cents, more than the mean and three standard deviations'
          end as fact,
          case sign
            when 'new' then 'went to the calling code +' || code || ', where no call of the ' || $1::int - $2::int || ' days before went'
            when 'expensive' then 'cost more than the cap of ' || $4::int || ' US cents'
            when 'abroad' then 'brought its user over ' || $5::int || ' minutes abroad on a day'
            when 'night' then 'was over the ' || $6::int || ' calls allowed to a line in an hour of the night'
            else 'cost more than the mean and three standard deviations'
          end as kind
        from
          judged
        where
          sign is not null
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
            else 'None of the ' || count(call_id) || ' outbound calls of the last ' || $1::int || ' days shows a sign of toll fraud.'
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

  param "toll_fraud_days" {
    description = "In the last how many days a destination is new."
    default     = var.toll_fraud_days
  }

  param "toll_fraud_history" {
    description = "How many earlier outbound calls there have to be."
    default     = var.toll_fraud_history
  }

  param "toll_fraud_cents" {
    description = "What one call may cost, in US cents."
    default     = var.toll_fraud_cents
  }

  param "toll_fraud_minutes_abroad" {
    description = "How many minutes a user may talk abroad on a day."
    default     = var.toll_fraud_minutes_abroad
  }

  param "toll_fraud_calls_at_night" {
    description = "How many outbound calls a line may make in an hour of the night."
    default     = var.toll_fraud_calls_at_night
  }

  tags = merge(local.conduct_common_tags, {
    requests = "1, and the calls of lookback_days"
    soc_2    = "true"
  })
}
