control "erasure_honoured" {
  title         = "People who were erased should be gone"
  description   = "Whoever asked to be forgotten must not be found again, neither as a contact nor as a call."
  severity      = "high"
  documentation = file("./data_protection/docs/erasure_honoured.md")

  sql = <<-EOQ
    with
      ${local.companies_cte},
      contacts as materialized (
        select
          id,
          coalesce(company_name, '') as company_name
        from
          aircall_contact
        where
          phone_number = any($1::text[])
          and cardinality($1::text[]) > 0
        union
        select
          id,
          coalesce(company_name, '')
        from
          aircall_contact
        where
          email = any($2::text[])
          and cardinality($2::text[]) > 0
      ),
      calls as materialized (
        select
          id as call_id,
          number_id,
          number_name,
          coalesce(company_name, '') as company_name
        from
          aircall_call
        where
          search_phone_number = any($1::text[])
          and cardinality($1::text[]) > 0
      ),
      unreadable as (
        select
          count(*) as entries
        from
          (
            select n from unnest($1::text[]) as p(n) where n !~ '^\+[1-9][0-9]{6,14}$'
            union all
            select e from unnest($2::text[]) as m(e) where e !~ '^[^@]+@[^@]+$'
          ) as x
      ),
      findings as (
        select
          *,
          'alarm' as status,
          'is still found by a number in erasure_phone_numbers' as fact,
          'is still found by a number in erasure_phone_numbers' as kind
        from
          calls
      ),
      otherwise as (
        select
          company_name,
          case
            when cardinality($1::text[]) + cardinality($2::text[]) = 0 then 'info'
            else 'ok'
          end as status,
          case
            when cardinality($1::text[]) + cardinality($2::text[]) = 0 then 'No list is set in erasure_phone_numbers or erasure_emails.'
            else 'None of the ' || cardinality($1::text[]) + cardinality($2::text[]) || ' entries of the lists is found.'
          end as reason
        from
          companies
        where
          company_name not in (select company_name from contacts)
          and (cardinality($1::text[]) + cardinality($2::text[]) = 0 or (select entries from unreadable) = 0)
      )
    select
      id::text as resource,
      'alarm' as status,
      'Contact ' || id || ' is still found by an entry of erasure_phone_numbers or erasure_emails.' as reason,
      '' as number_name,
      company_name
    from
      contacts
    union all
    select
      company_name as resource,
      'info' as status,
      entries || ' entries of erasure_phone_numbers and erasure_emails are neither a number in E.164 form nor an address, and were not looked for.' as reason,
      '' as number_name,
      company_name
    from
      companies
      join unreadable on entries > 0
    union all
    ${local.calls_report_sql}
  EOQ

  param "erasure_phone_numbers" {
    description = "Phone numbers of people who were erased, in E.164 form."
    default     = var.erasure_phone_numbers
  }

  param "erasure_emails" {
    description = "E-mail addresses of people who were erased."
    default     = var.erasure_emails
  }

  tags = merge(local.data_protection_common_tags, {
    gdpr     = "true"
    requests = "2 per number and 1 per address"
  })
}
