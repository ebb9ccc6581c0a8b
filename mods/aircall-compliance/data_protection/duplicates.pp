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
