locals {
  conduct_common_tags = merge(local.aircall_compliance_common_tags, {
    requests = "the calls of lookback_days"
    service  = "Aircall/Call"
  })
}

benchmark "conduct" {
  title         = "Conduct"
  description   = "Whether calls are made and answered as law and house rules ask."
  documentation = file("./conduct/docs/conduct.md")

  children = [
    control.call_respects_do_not_call,
    control.call_respects_calling_hours,
    control.call_respects_frequency_cap,
    control.call_tagged,
    control.call_without_toll_fraud,
    control.voicemail_handled
  ]

  tags = merge(local.conduct_common_tags, {
    type     = "Benchmark"
    requests = "3, and the calls of lookback_days"
  })
}

control "call_respects_do_not_call" {
  title         = "Nobody on the do-not-call list should be called"
  description   = "Whoever does not want to be called has said so once, on a list or to an agent who tagged the call."
  severity      = "high"
  documentation = file("./conduct/docs/call_respects_do_not_call.md")

  sql = <<-EOQ
    with
      ${local.companies_cte},
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
      tags as materialized (
        select
          call_id,
          tag_name,
          tagged_at
        from
          aircall_call_tag
        where
          call_started_at >= now() - make_interval(days => $1::int)
      ),
      numbers as (
        select
          regexp_replace(entry, '[^0-9+]', '', 'g') as phone_number,
          regexp_replace(entry, '[^0-9+]', '', 'g') ~ '^\+[1-9][0-9]{6,14}$' as readable
        from
          unnest($2::text[]) as l(entry)
      ),
      objections as (
        select
          c.company_name,
          c.phone_number,
          min(coalesce(t.tagged_at, c.started_at)) as since
        from
          tags as t
          join calls as c on c.call_id = t.call_id
        where
          lower(t.tag_name) in (select lower(tag) from unnest($3::text[]) as l(tag))
        group by
          c.company_name,
          c.phone_number
      ),
      dials as (
        select
          c.*,
          case
            when c.phone_number in (select phone_number from numbers) then 'list'
            when c.started_at > o.since then 'tag'
          end as objection
        from
          calls as c
          left join objections as o on o.company_name = c.company_name and o.phone_number = c.phone_number
        where
          c.direction = 'outbound'
      ),
      findings as (
        select
          *,
          'alarm' as status,
          case objection
            when 'list' then 'went to a number in do_not_call_numbers'
            else 'went to a number whose call had been tagged with one of do_not_call_tags'
          end as fact,
          case objection
            when 'list' then 'went to a number in do_not_call_numbers'
            else 'went to a number whose call had been tagged with one of do_not_call_tags'
          end as kind
        from
          dials
        where
          objection is not null
      ),
      otherwise as (
        select
          company_name,
          case
            when cardinality($2::text[]) + cardinality($3::text[]) = 0 then 'info'
            when count(call_id) = 0 then 'skip'
            else 'ok'
          end as status,
          case
            when cardinality($2::text[]) + cardinality($3::text[]) = 0 then 'No list is set in do_not_call_numbers or do_not_call_tags.'
            when count(call_id) = 0 then 'There was no outbound call in the last ' || $1::int || ' days.'
            else 'None of the ' || count(call_id) || ' outbound calls of the last ' || $1::int || ' days went to a number on the list or tagged so before.'
          end as reason
        from
          companies
          left join dials using (company_name)
        group by
          company_name
      )
    select
      company_name as resource,
      'info' as status,
      count(*) || ' entries of do_not_call_numbers are no number in E.164 form, and were not looked for.' as reason,
      '' as number_name,
      company_name
    from
      companies
      join numbers on not readable
    group by
      company_name
    union all
    ${local.calls_report_sql}
  EOQ

  param "lookback_days" {
    description = "How many days of calls are looked at."
    default     = var.lookback_days
  }

  param "do_not_call_numbers" {
    description = "Phone numbers that must not be called, in E.164 form."
    default     = var.do_not_call_numbers
  }

  param "do_not_call_tags" {
    description = "Tags that say that the other party does not want to be called again."
    default     = var.do_not_call_tags
  }

  tags = merge(local.conduct_common_tags, {
    gdpr = "true"
    tcpa = "true"
  })
}

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

control "call_tagged" {
  title         = "Answered calls should be tagged"
  description   = "What a call was about is known by its tags alone: figures of teams that do not tag mean nothing."
  severity      = "low"
  documentation = file("./conduct/docs/call_tagged.md")

  sql = <<-EOQ
    with
      ${local.companies_cte},
      teams as materialized (
        select
          id,
          name,
          coalesce(company_name, '') as company_name
        from
          aircall_team
      ),
      members as materialized (
        select
          team_id,
          user_id
        from
          aircall_team_member
      ),
      calls as materialized (
        select
          user_id,
          jsonb_array_length(tags_src) = 0 as untagged,
          coalesce(company_name, '') as company_name
        from
          aircall_call
        where
          started_at >= now() - make_interval(days => $1::int)
          and answered_at is not null
          and ended_at is not null
          and tags_src is not null
      ),
      counted as (
        select
          t.id::text as resource,
          coalesce(t.name, '') as team_name,
          t.company_name,
          count(c.untagged) as answered,
          count(*) filter (where c.untagged) as untagged
        from
          teams as t
          left join members as m on m.team_id = t.id
          left join calls as c on c.user_id = m.user_id
        group by
          t.id,
          t.name,
          t.company_name
        union all
        -- Calls of users who are in no team; all calls of a company that has none.
        select
          p.company_name,
          '',
          p.company_name,
          count(c.untagged),
          count(*) filter (where c.untagged)
        from
          companies as p
          left join calls as c on c.company_name = p.company_name and not exists (select from members as m where m.user_id = c.user_id)
        group by
          p.company_name
        having
          count(c.untagged) > 0
          or p.company_name not in (select company_name from teams)
      ),
      judged as (
        select
          *,
          case
            when answered = 0 then 'none'
            when untagged * 100 > $2::int * answered then 'over'
            else 'within'
          end as verdict
        from
          counted
      )
    select
      resource,
      case verdict
        when 'none' then 'skip'
        when 'over' then 'alarm'
        else 'ok'
      end as status,
      case verdict
        when 'none' then who || ' had no answered call in the last ' || $1::int || ' days.'
        when 'over' then who || ' left ' || untagged || ' of ' || answered || ' answered calls without a tag, over the ' || $2::int || ' percent allowed.'
        else who || ' left ' || untagged || ' of ' || answered || ' answered calls without a tag, within the ' || $2::int || ' percent allowed.'
      end as reason,
      team_name,
      company_name
    from
      judged
      cross join lateral (select case when resource = company_name then 'Users in no team' else coalesce('Team ' || nullif(team_name, ''), 'Team ' || resource) end as who) as w
  EOQ

  param "lookback_days" {
    description = "How many days of calls are looked at."
    default     = var.lookback_days
  }

  param "untagged_percent" {
    description = "What share of answered calls may be without a tag, in percent."
    default     = var.untagged_percent
  }

  tags = merge(local.conduct_common_tags, {
    requests = "1, and the calls of lookback_days"
  })
}

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
