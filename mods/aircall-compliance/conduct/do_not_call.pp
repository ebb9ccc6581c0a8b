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
          tags_src,
          coalesce(company_name, '') as company_name
        from
          aircall_call
        where
          started_at >= now() - make_interval(days => $1::int)
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
          -- Aircall counts the seconds since 1970.
          min(coalesce(to_timestamp(substring(t ->> 'created_at' from '^[0-9]+$')::float8), c.started_at)) as since
        from
          calls as c
          cross join jsonb_array_elements(c.tags_src) as t
        where
          lower(t ->> 'name') in (select lower(tag) from unnest($3::text[]) as l(tag))
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
