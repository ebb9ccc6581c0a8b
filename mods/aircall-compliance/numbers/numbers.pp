locals {
  numbers_common_tags = merge(local.aircall_compliance_common_tags, {
    service = "Aircall/Number"
  })

  numbers_none_sql = <<-EOQ
    select
      company_name as resource,
      'skip' as status,
      'There are no lines.' as reason,
      '' as number_name,
      company_name
    from
      companies
    where
      company_name not in (select company_name from numbers)
  EOQ
}

benchmark "numbers_and_routing" {
  title         = "Numbers and Routing"
  description   = "Whether a call to each line reaches somebody, or at least a greeting."
  documentation = file("./numbers/docs/numbers_and_routing.md")

  children = [
    control.number_has_someone_to_ring,
    control.number_opening_hours_set,
    control.number_voicemail_greeting_set,
    control.number_used
  ]

  tags = merge(local.numbers_common_tags, {
    type     = "Benchmark"
    requests = "1, one per number, and the calls of lookback_days"
  })
}

control "number_has_someone_to_ring" {
  title         = "Lines should have somebody to ring"
  description   = "A line without a user rings for nobody, unless it is a Smartflow or has a team behind it."
  severity      = "high"
  documentation = file("./numbers/docs/number_has_someone_to_ring.md")

  sql = <<-EOQ
    with
      numbers as materialized (
        select
          id,
          coalesce(name, '') as number_name,
          coalesce(name, 'Line ' || id) as label,
          jsonb_array_length(users) as user_count,
          flow_editor_enabled,
          coalesce(company_name, '') as company_name
        from
          aircall_number
      ),
      ${local.companies_cte},
      calls as materialized (
        select
          number_id,
          started_at,
          number_flow_editor_enabled
        from
          aircall_call
        where
          started_at >= now() - make_interval(days => $1::int)
      ),
      -- Aircall's lists of numbers do not say which lines are Smartflows; its calls do.
      newest as (
        select distinct on (number_id)
          number_id,
          number_flow_editor_enabled
        from
          calls
        where
          number_flow_editor_enabled is not null
        order by
          number_id,
          started_at desc
      ),
      judged as (
        select
          n.*,
          case
            when n.user_count > 0 then 'users'
            when coalesce(c.number_flow_editor_enabled, n.flow_editor_enabled) then 'smartflow'
            when n.user_count is null then 'unreadable'
            when coalesce(c.number_flow_editor_enabled, n.flow_editor_enabled) is null then 'unknown'
            else 'nobody'
          end as verdict
        from
          numbers as n
          left join newest as c on c.number_id = n.id
      )
    select
      id::text as resource,
      case verdict
        when 'users' then 'ok'
        when 'nobody' then 'alarm'
        else 'info'
      end as status,
      case verdict
        when 'users' then label || ' rings ' || user_count || case when user_count = 1 then ' user.' else ' users.' end
        when 'smartflow' then label || ' has no user of its own and is a Smartflow: look whom its flow rings.'
        when 'unreadable' then label || ': Aircall does not say whether it has users.'
        when 'unknown' then label || ' has no user, and no call of the last ' || $1::int || ' days tells whether it is a Smartflow.'
        else label || ' has no user and is not a Smartflow: unless a team is behind it, it rings for nobody.'
      end as reason,
      number_name,
      company_name
    from
      judged
    union all
    ${local.numbers_none_sql}
  EOQ

  param "lookback_days" {
    description = "How many days of calls are looked at."
    default     = var.lookback_days
  }

  tags = merge(local.numbers_common_tags, {
    requests = "1, one per number, and the calls of lookback_days"
  })
}

control "number_opening_hours_set" {
  title         = "Lines should have opening hours"
  description   = "A line that is always open rings at night, one that is always closed takes no call."
  severity      = "medium"
  documentation = file("./numbers/docs/number_opening_hours_set.md")

  sql = <<-EOQ
    with
      numbers as materialized (
        select
          id,
          coalesce(name, '') as number_name,
          coalesce(name, 'Line ' || id) as label,
          availability_status,
          id::text = any($1::text[]) or coalesce(name = any($1::text[]), false) as exempt,
          coalesce(company_name, '') as company_name
        from
          aircall_number
      ),
      ${local.companies_cte}
    select
      id::text as resource,
      case
        when availability_status is null then 'info'
        when availability_status = 'custom' then 'ok'
        when exempt then 'ok'
        when availability_status in ('open', 'closed') then 'alarm'
        else 'info'
      end as status,
      case
        when availability_status is null then label || ': Aircall does not say how its opening hours are set.'
        when availability_status = 'custom' then label || ' has opening hours.'
        when exempt then label || ' is always ' || availability_status || ', and named in always_open_numbers.'
        when availability_status in ('open', 'closed') then label || ' is always ' || availability_status || ', and not named in always_open_numbers.'
        else label || ' has opening hours set to ' || availability_status || ', which this control does not know.'
      end as reason,
      number_name,
      company_name
    from
      numbers
    union all
    ${local.numbers_none_sql}
  EOQ

  param "always_open_numbers" {
    description = "Lines that may be open or closed at all hours, by their id or name."
    default     = var.always_open_numbers
  }

  tags = merge(local.numbers_common_tags, {
    requests = "1"
  })
}

control "number_voicemail_greeting_set" {
  title         = "Lines should have a voicemail greeting"
  description   = "Without a greeting, callers who are not answered do not know whom they have reached and whether to leave a message."
  severity      = "medium"
  documentation = file("./numbers/docs/number_voicemail_greeting_set.md")

  sql = <<-EOQ
    with
      numbers as materialized (
        select
          id,
          coalesce(name, '') as number_name,
          coalesce(name, 'Line ' || id) as label,
          case
            when coalesce(messages ->> 'voicemail', '') <> '' then 'set'
            when flow_editor_enabled then 'smartflow'
            when flow_editor_enabled is null then 'unknown'
            when messages is null then 'unreadable'
            else 'missing'
          end as verdict,
          coalesce(company_name, '') as company_name
        from
          aircall_number
      ),
      ${local.companies_cte}
    select
      id::text as resource,
      case verdict
        when 'set' then 'ok'
        when 'missing' then 'alarm'
        else 'info'
      end as status,
      case verdict
        when 'set' then label || ' has a voicemail greeting.'
        when 'smartflow' then label || ' has no voicemail greeting of its own and is a Smartflow: look what its flow plays.'
        when 'unknown' then label || ' has no voicemail greeting of its own, and Aircall''s list does not tell whether it is a Smartflow: look what callers hear.'
        when 'unreadable' then label || ': Aircall does not say which messages it has.'
        else label || ' has no voicemail greeting.'
      end as reason,
      number_name,
      company_name
    from
      numbers
    union all
    ${local.numbers_none_sql}
  EOQ

  tags = merge(local.numbers_common_tags, {
    requests = "1"
  })
}

control "number_used" {
  title         = "Lines should be in use"
  description   = "A line without a call for weeks is paid for, and a number that is given up later can be taken over by somebody else."
  severity      = "low"
  documentation = file("./numbers/docs/number_used.md")

  sql = <<-EOQ
    with
      numbers as materialized (
        select
          id,
          coalesce(name, '') as number_name,
          coalesce(name, 'Line ' || id) as label,
          created_at,
          coalesce(company_name, '') as company_name
        from
          aircall_number
      ),
      ${local.companies_cte},
      busy as materialized (
        select
          number_id,
          count(*) as call_count
        from
          aircall_call
        where
          started_at >= now() - make_interval(days => $1::int)
        group by
          number_id
      ),
      judged as (
        select
          n.*,
          b.call_count,
          case
            when b.call_count > 0 then 'used'
            when n.created_at >= now() - make_interval(days => $1::int) then 'young'
            else 'idle'
          end as verdict
        from
          numbers as n
          left join busy as b on b.number_id = n.id
      )
    select
      id::text as resource,
      case verdict
        when 'used' then 'ok'
        when 'young' then 'skip'
        else 'alarm'
      end as status,
      case verdict
        when 'used' then label || ': ' || call_count || case when call_count = 1 then ' call' else ' calls' end || ' in the last ' || $1::int || ' days.'
        when 'young' then label || ' is too young to judge, made in the last ' || $1::int || ' days.'
        else label || ' had no call in the last ' || $1::int || ' days.'
      end as reason,
      number_name,
      company_name
    from
      judged
    union all
    ${local.numbers_none_sql}
  EOQ

  param "lookback_days" {
    description = "How many days of calls are looked at."
    default     = var.lookback_days
  }

  tags = merge(local.numbers_common_tags, {
    requests = "1, and the calls of lookback_days"
  })
}
