control "voicemail_handled" {
  title         = "Voicemails should be dealt with in time"
  description   = "A voicemail is dealt with by a conversation since, or when the call is archived, assigned or noted."
  severity      = "medium"
  documentation = file("./conduct/docs/voicemail_handled.md")

  sql = <<-EOQ
    with
      ${local.companies_cte},
      calls as materialized (
        select
          id as call_id,
          started_at,
          answered_at,
          direction,
          phone_number,
          number_id,
          number_name,
          has_voicemail,
          archived,
          assigned_to_id,
          coalesce(jsonb_array_length(comments), 0) as comment_count,
          coalesce(company_name, '') as company_name
        from
          aircall_call
        where
          started_at >= now() - make_interval(days => $1::int)
      ),
      conversations as (
        select
          company_name,
          phone_number,
          max(started_at) as last_at
        from
          calls
        where
          answered_at is not null
          and phone_number is not null
        group by
          company_name,
          phone_number
      ),
      voicemails as (
        select
          v.*,
          v.archived is not true
          and v.assigned_to_id is null
          and v.comment_count = 0
          and coalesce(c.last_at <= v.started_at, true) as waiting
        from
          calls as v
          left join conversations as c on c.company_name = v.company_name and c.phone_number = v.phone_number
        where
          v.direction = 'inbound'
          and v.has_voicemail
      ),
      findings as (
        select
          *,
          'alarm' as status,
          'left a voicemail ' || floor(extract(epoch from now() - started_at) / 3600) || ' hours ago that nobody has dealt with, over the ' || $2::int || ' allowed' as fact,
          'left a voicemail more than ' || $2::int || ' hours ago that nobody has dealt with' as kind
        from
          voicemails
        where
          waiting
          and started_at < now() - make_interval(hours => $2::int)
      ),
      otherwise as (
        select
          company_name,
          case
            when count(call_id) = 0 then 'skip'
            else 'ok'
          end as status,
          case
            when count(call_id) = 0 then 'There was no voicemail in the last ' || $1::int || ' days.'
            else 'None of the ' || count(call_id) || ' voicemails of the last ' || $1::int || ' days has waited over ' || $2::int || ' hours.'
          end as reason
        from
          companies
          left join voicemails using (company_name)
        group by
          company_name
      )
    ${local.calls_report_sql}
  EOQ

  param "lookback_days" {
    description = "How many days of calls are looked at."
    default     = var.lookback_days
  }

  param "voicemail_hours" {
    description = "Within how many hours a voicemail has to be dealt with."
    default     = var.voicemail_hours
  }

  tags = local.conduct_common_tags
}
