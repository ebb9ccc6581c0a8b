locals {
  data_protection_common_tags = merge(local.aircall_compliance_common_tags, {
    service = "Aircall/Contact"
  })
}

benchmark "data_protection" {
  title         = "Data Protection"
  description   = "Whether people who were erased are gone, contacts are right, and notes hold nothing that does not belong there."
  documentation = file("./data_protection/docs/data_protection.md")

  children = [
    control.erasure_honoured,
    control.contact_not_duplicated,
    control.comment_without_secrets
  ]

  tags = merge(local.data_protection_common_tags, {
    type     = "Benchmark"
    requests = "3 per erased person, all contacts, and the calls of lookback_days"
  })
}

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

control "contact_not_duplicated" {
  title         = "Contacts should be there once, with a name"
  description   = "A person who is there twice is corrected or erased once: the other contact stays."
  severity      = "low"
  documentation = file("./data_protection/docs/contact_not_duplicated.md")

  sql = <<-EOQ
    with
      contacts as materialized (
        select
          id,
          'Contact ' || id as label,
          coalesce(trim(first_name), '') || ' ' || coalesce(trim(last_name), '') as full_name,
          coalesce(trim(contact_company_name), '') as works_for,
          coalesce(company_name, '') as company_name
        from
          aircall_contact
      ),
      ${local.companies_cte},
      details as materialized (
        select distinct
          contact_id,
          'number' as kind,
          phone_number as value,
          coalesce(company_name, '') as company_name
        from
          aircall_contact_phone_number
        where
          phone_number is not null
        union
        select
          contact_id,
          'address',
          email,
          coalesce(company_name, '')
        from
          aircall_contact_email
        where
          email is not null
      ),
      shared as (
        select distinct
          contact_id,
          kind
        from
          (select *, count(*) over (partition by company_name, kind, value) as holders from details) as d
        where
          holders > 1
      ),
      judged as (
        select
          c.*,
          case
            when s.kinds is not null then s.kinds
            when trim(full_name) = '' and works_for = '' then 'nameless'
            when lower(trim(full_name)) = 'aircall new contact' then 'placeholder'
            else 'single'
          end as verdict
        from
          contacts as c
          left join (select contact_id, string_agg(kind, ' and ' order by kind desc) as kinds from shared group by contact_id) as s on s.contact_id = c.id
      )
    select
      id::text as resource,
      case verdict
        when 'single' then 'ok'
        when 'nameless' then 'info'
        when 'placeholder' then 'info'
        else 'alarm'
      end as status,
      case verdict
        when 'single' then label || ' has a name and shares no number or address.'
        when 'nameless' then label || ' has neither a name nor a company: nobody can tell who it is.'
        when 'placeholder' then label || ' has the name that an integration gives to contacts it does not know.'
        when 'number and address' then label || ' shares a number and an address with other contacts.'
        when 'number' then label || ' shares a number with another contact.'
        else label || ' shares an address with another contact.'
      end as reason,
      company_name
    from
      judged
    union all
    select
      company_name as resource,
      'skip' as status,
      'There are no shared contacts.' as reason,
      company_name
    from
      companies
    where
      company_name not in (select company_name from contacts)
  EOQ

  tags = merge(local.data_protection_common_tags, {
    gdpr     = "true"
    requests = "1 per 50 contacts"
  })
}

control "comment_without_secrets" {
  title         = "Notes on calls should hold no card number and no password"
  description   = "What agents type into a note is seen by every user and every integration, and stays."
  severity      = "medium"
  documentation = file("./data_protection/docs/comment_without_secrets.md")

  sql = <<-EOQ
    with
      ${local.companies_cte},
      comments as materialized (
        select
          k.call_id,
          k.content,
          coalesce(k.company_name, '') as company_name
        from
          aircall_call_comment as k
        where
          k.call_started_at >= now() - make_interval(days => $1::int)
          and k.content is not null
      ),
      lines as materialized (
        select
          id as call_id,
          number_id,
          number_name
        from
          aircall_call
        where
          started_at >= now() - make_interval(days => $1::int)
      ),
      seen as (
        select
          call_id,
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
          comments
      ),
      findings as (
        select distinct on (s.company_name, s.call_id)
          s.company_name,
          l.number_id,
          l.number_name,
          s.call_id,
          'alarm' as status,
          'has a note with ' || s.secret as fact,
          'has a note with ' || s.secret as kind
        from
          seen as s
          left join lines as l on l.call_id = s.call_id
        where
          s.secret is not null
        order by
          s.company_name,
          s.call_id,
          s.secret
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
          left join comments using (company_name)
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
