control "comment_without_secrets" {
  title         = "Notes on calls should hold no card number and no password"
  description   = "What agents type into a note is seen by every user and every integration, and stays."
  severity      = "medium"
  documentation = file("./data_protection/docs/comment_without_secrets.md")

  sql = <<-EOQ
    with
      ${local.companies_cte},
      calls as materialized (
        select
          id as call_id,
          number_id,
          number_name,
          comments,
          coalesce(company_name, '') as company_name
        from
          aircall_call
        where
          started_at >= now() - make_interval(days => $1::int)
      ),
      notes as (
        select
          c.call_id,
          c.number_id,
          c.number_name,
          c.company_name,
          n ->> 'content' as content
        from
          calls as c
          cross join jsonb_array_elements(c.comments) as n
      ),
      seen as (
        select
          call_id,
          number_id,
          number_name,
          company_name,
          case
            when exists (
              select
              from
                regexp_matches(content, '[+]?[0-9]+(?:[ -][0-9]+)*', 'g') as m(whole)
                cross join lateral (select regexp_replace(whole[1], '[ -]', '', 'g') as digits) as d
              where
                digits ~ '^[0-9]{13,19}$'
                and ${local.passes_luhn_sql}
            ) then 'a card number'
            when exists (
              select
              from
                regexp_matches(upper(content), '\m[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\M', 'g') as m(whole)
                cross join lateral (select replace(whole[1], ' ', '') as iban) as i
              where
                (
                  select
                    string_agg(case when sign between 'A' and 'Z' then (ascii(sign) - 55)::text else sign end, '' order by n)::numeric % 97 = 1
                  from
                    regexp_split_to_table(substr(iban, 5) || left(iban, 4), '') with ordinality as s(sign, n)
                )
            ) then 'an IBAN'
            when content ~ '\m[0-9]{3}-[0-9]{2}-[0-9]{4}\M' then 'what looks like a US social security number'
            when content ~* '\m(password|passwort|passcode|pwd|mot de passe|contraseña)\M\s*[:=]' then 'a password'
          end as secret
        from
          notes
      ),
      findings as (
        select distinct on (company_name, call_id)
          company_name,
          number_id,
          number_name,
          call_id,
          'alarm' as status,
          'has a note with ' || secret as fact,
          'has a note with ' || secret as kind
        from
          seen
        where
          secret is not null
        order by
          company_name,
          call_id,
          secret
      ),
      otherwise as (
        select
          company_name,
          case
            when count(call_id) = 0 then 'skip'
            else 'ok'
          end as status,
          case
            when count(call_id) = 0 then 'No call of the last ' || $1::int || ' days has a note.'
            else 'None of the ' || count(call_id) || ' notes of the last ' || $1::int || ' days has a card number, IBAN, social security number or password.'
          end as reason
        from
          companies
          left join notes using (company_name)
        group by
          company_name
      )
    ${local.calls_report_sql}
  EOQ

  param "lookback_days" {
    description = "How many days of calls are looked at."
    default     = var.lookback_days
  }

  tags = merge(local.data_protection_common_tags, {
    gdpr     = "true"
    pci_dss  = "true"
    requests = "the calls of lookback_days"
    service  = "Aircall/Call"
  })
}
