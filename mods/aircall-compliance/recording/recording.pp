locals {
  recording_common_tags = merge(local.aircall_compliance_common_tags, {
    service = "Aircall/Recording"
  })
}

benchmark "recording_and_content" {
  title         = "Recording and Content"
  description   = "Whether calls are recorded where they should be and nowhere else, and for how long that is kept."
  documentation = file("./recording/docs/recording_and_content.md")

  children = [
    control.number_recording_matches_policy,
    control.recording_deleted_after_retention,
    control.transcript_without_card_number
  ]

  tags = merge(local.recording_common_tags, {
    type     = "Benchmark"
    requests = "1, the calls of a week, and one per call of pci_numbers"
  })
}

control "number_recording_matches_policy" {
  title         = "Lines should record as the policy says"
  description   = "Some countries forbid recording without consent, some lines have to record: the setting of each line should match."
  severity      = "high"
  documentation = file("./recording/docs/number_recording_matches_policy.md")

  sql = <<-EOQ
    with
      numbers as materialized (
        select
          id,
          coalesce(name, '') as number_name,
          coalesce(name, 'Line ' || id) as label,
          country,
          live_recording_activated as records,
          upper(country) in (select upper(c) from unnest($1::text[]) as n(c)) as forbidden,
          id::text = any($2::text[]) or coalesce(name = any($2::text[]), false) as demanded,
          coalesce(company_name, '') as company_name
        from
          aircall_number
      ),
      ${local.companies_cte},
      judged as (
        select
          *,
          case
            when records is null then 'unreadable'
            when cardinality($1::text[]) + cardinality($2::text[]) = 0 then 'no list'
            when country is null and cardinality($1::text[]) > 0 then 'no country'
            when forbidden and records then 'forbidden'
            when forbidden then 'silent'
            when demanded and not records then 'demanded'
            when demanded then 'recording'
            else 'free'
          end as verdict
        from
          numbers
      )
    select
      id::text as resource,
      case verdict
        when 'forbidden' then 'alarm'
        when 'demanded' then 'alarm'
        when 'unreadable' then 'info'
        when 'no list' then 'info'
        when 'no country' then 'info'
        else 'ok'
      end as status,
      case verdict
        when 'forbidden' then label || ' records, and its country ' || country || ' is in no_record_countries.'
        when 'demanded' then label || ' does not record, and is named in must_record_numbers.'
        when 'unreadable' then label || ': Aircall does not say whether it records.'
        when 'no list' then label || case when records then ' records' else ' does not record' end || ': no list is set in no_record_countries or must_record_numbers.'
        when 'no country' then label || ': Aircall does not say which country it belongs to, so look whether it may record.'
        when 'silent' then label || ' does not record, as no_record_countries demands of ' || country || '.'
        when 'recording' then label || ' records, as must_record_numbers demands.'
        else label || case when records then ' records' else ' does not record' end || ', and no list says whether it has to.'
      end as reason,
      number_name,
      company_name
    from
      judged
    union all
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

  param "no_record_countries" {
    description = "Countries whose lines must not record."
    default     = var.no_record_countries
  }

  param "must_record_numbers" {
    description = "Lines that must record, by their id or name."
    default     = var.must_record_numbers
  }

  tags = merge(local.recording_common_tags, {
    gdpr     = "true"
    requests = "1"
  })
}

control "recording_deleted_after_retention" {
  title         = "Recordings should be gone after their retention"
  description   = "Recordings and voicemails are personal data: what is no longer needed has to be deleted."
  severity      = "high"
  documentation = file("./recording/docs/recording_deleted_after_retention.md")

  sql = <<-EOQ
    with
      ${local.companies_cte},
      -- The week after the deadline: whoever deletes late by days is found, and not every call is read.
      calls as materialized (
        select
          id as call_id,
          number_id,
          number_name,
          has_recording,
          has_voicemail,
          coalesce(company_name, '') as company_name
        from
          aircall_call
        where
          started_at >= now() - make_interval(days => least($1::int, 173) + 7)
          and started_at < now() - make_interval(days => least($1::int, 173))
          and $1::int <= 173
      ),
      findings as (
        select
          *,
          'alarm' as status,
          case
            when has_recording and has_voicemail then 'still has its recording and voicemail after more than ' || $1::int || ' days'
            when has_recording then 'still has its recording after more than ' || $1::int || ' days'
            else 'still has its voicemail after more than ' || $1::int || ' days'
          end as fact,
          'still has a recording or voicemail after more than ' || $1::int || ' days' as kind
        from
          calls
        where
          has_recording
          or has_voicemail
      ),
      otherwise as (
        select
          company_name,
          case
            when $1::int > 173 then 'info'
            when count(call_id) = 0 then 'skip'
            else 'ok'
          end as status,
          case
            when $1::int > 173 then 'Aircall shows six months of calls: whether recordings are gone after ' || $1::int || ' days cannot be seen.'
            when count(call_id) = 0 then 'There was no call in the week after the ' || $1::int || ' days.'
            else 'None of the ' || count(call_id) || ' calls of the week after the ' || $1::int || ' days has a recording or voicemail.'
          end as reason
        from
          companies
          left join calls using (company_name)
        group by
          company_name
      )
    ${local.calls_report_sql}
  EOQ

  param "retention_days" {
    description = "After how many days recordings and voicemails have to be gone."
    default     = var.retention_days
  }

  tags = merge(local.recording_common_tags, {
    gdpr     = "true"
    requests = "the calls of a week"
  })
}
