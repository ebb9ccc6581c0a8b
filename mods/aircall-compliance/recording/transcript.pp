control "transcript_without_card_number" {
  title         = "Card numbers should not be recorded"
  description   = "A card number that is said on a recorded call is stored with it, and the recording falls under PCI DSS."
  severity      = "high"
  documentation = file("./recording/docs/transcript_without_card_number.md")

  sql = <<-EOQ
    with
      ${local.companies_cte},
      calls as materialized (
        select
          id as call_id,
          started_at,
          answered_at,
          ended_at,
          number_id,
          number_name,
          coalesce(company_name, '') as company_name
        from
          aircall_call
        where
          started_at >= now() - make_interval(days => $1::int)
      ),
      candidates as (
        select
          *,
          row_number() over (partition by company_name order by started_at desc, call_id) as nth,
          count(*) over (partition by company_name) as of_all
        from
          calls
        where
          answered_at is not null
          and ended_at is not null
          and (number_id::text = any($2::text[]) or number_name = any($2::text[]))
      ),
      chosen as materialized (
        select
          *
        from
          candidates
        where
          nth <= $3::int
      ),
      -- The newest call tells whether the company's plan has transcripts at all.
      lacking as materialized (
        select distinct
          c.company_name
        from
          chosen as c
          join aircall_call_utterance as u on u.call_id = c.call_id
        where
          c.nth = 1
          and u.missing_add_on = 'row'
          and u.position is null
          and coalesce(u.company_name, '') = c.company_name
      ),
      -- One request for each chosen call. An aggregator asks each of its connections: only the call's own company counts.
      utterances as materialized (
        select
          u.call_id,
          u.position,
          u.text,
          concat_ws(' ', u.participant_type, u.user_id, u.phone_number, u.ai_voice_agent_id) as speaker,
          coalesce(u.company_name, '') as company_name
        from
          chosen as c
          join aircall_call_utterance as u on u.call_id = c.call_id
        where
          c.company_name not in (select company_name from lacking)
          and u.missing_add_on = 'row'
          and u.position is not null
      ),
      -- What one speaker said without a break: digits are often read out in groups.
      turns as (
        select
          company_name,
          call_id,
          string_agg(text, ' ' order by position) as text
        from
          (
            select
              *,
              position - row_number() over (partition by company_name, call_id, speaker order by position) as turn
            from
              utterances
          ) as t
        group by
          company_name,
          call_id,
          speaker,
          turn
      ),
      transcribed as (
        select
          company_name,
          count(*) as transcripts
        from
          chosen as c
        where
          exists (select from utterances as u where u.call_id = c.call_id and u.company_name = c.company_name)
        group by
          company_name
      ),
      findings as (
        select
          c.*,
          'alarm' as status,
          'has a transcript with 13 to 19 digits that pass the check of card numbers; ' || t.transcripts || ' of ' || c.of_all || ' calls of pci_numbers were read' as fact,
          'has a transcript with 13 to 19 digits that pass the check of card numbers; ' || t.transcripts || ' of ' || c.of_all || ' calls of pci_numbers were read' as kind
        from
          chosen as c
          join transcribed as t using (company_name)
        where
          exists (
            select
            from
              turns as s
              cross join regexp_matches(s.text, '[0-9]+(?:[ -][0-9]+)*', 'g') as m(whole)
              cross join lateral (select regexp_replace(whole[1], '[ -]', '', 'g') as digits) as d
            where
              s.call_id = c.call_id
              and s.company_name = c.company_name
              and length(digits) between 13 and 19
              and ${local.passes_luhn_sql}
          )
      ),
      otherwise as (
        select
          p.company_name,
          case
            when cardinality($2::text[]) = 0 then 'info'
            when max(t.transcripts) > 0 then 'ok'
            else 'skip'
          end as status,
          case
            when cardinality($2::text[]) = 0 then 'No list is set in pci_numbers: no transcript was read.'
            when p.company_name in (select company_name from lacking) then 'Transcripts need the AI Assist add-on, which the company''s plan does not include.'
            when max(t.transcripts) > 0 then 'No card number was found in ' || max(t.transcripts) || ' of ' || max(c.of_all) || ' calls of pci_numbers: the others are older, or have no transcript.'
            when count(c.call_id) = 0 then 'There was no answered call on pci_numbers in the last ' || $1::int || ' days.'
            else 'None of the ' || count(c.call_id) || ' newest calls of pci_numbers has a transcript.'
          end as reason
        from
          companies as p
          left join chosen as c using (company_name)
          left join transcribed as t using (company_name)
        group by
          p.company_name
      )
    ${local.calls_report_sql}
  EOQ

  param "lookback_days" {
    description = "How many days of calls are looked at."
    default     = var.lookback_days
  }

  param "pci_numbers" {
    description = "Lines on which card numbers may be said, by their id or name."
    default     = var.pci_numbers
  }

  param "pci_calls" {
    description = "How many of the newest calls of these lines are read."
    default     = var.pci_calls
  }

  tags = merge(local.recording_common_tags, {
    pci_dss  = "true"
    requests = "the calls of lookback_days, and one per call of pci_numbers"
  })
}
