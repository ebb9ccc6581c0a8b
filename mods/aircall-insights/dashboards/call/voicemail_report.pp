dashboard "voicemail_report" {
  title         = "Aircall Voicemail Inbox"
  documentation = file("./dashboards/call/docs/voicemail_report.md")

  tags = merge(local.call_common_tags, {
    type = "Report"
  })

  container {
    input "days" {
      title = "Period"
      width = 3
      option "7" { label = "Last 7 days" }
      option "1" { label = "Last 24 hours" }
      option "14" { label = "Last 14 days" }
      option "30" { label = "Last 30 days (slow)" }
    }
    input "company" {
      title = "Company"
      width = 3
      query = query.company_input
    }
    input "number_id" {
      title = "Line"
      width = 3
      query = query.line_input
    }
    input "transcripts" {
      title = "Transcripts (AI Assist)"
      width = 3
      option "no" { label = "Do not ask" }
      option "yes" { label = "Ask: a request for each voicemail" }
    }
  }

  with "voicemails" {
    query = query.voicemail_figures
    args = [
      var.time_zone,
      self.input.days.value,
      self.input.company.value,
      self.input.number_id.value
    ]
  }

  container {
    card {
      width = 3
      query = query.warning_card
      args  = [with.voicemails.rows[0].figures, "Nobody has dealt with", "left" , ""]
    }
    card {
      width = 3
      query = query.warning_card
      args  = [with.voicemails.rows[0].figures, "Left for over 24 hours", "over_a_day" , ""]
    }
    card {
      width = 3
      query = query.text_card
      args  = [with.voicemails.rows[0].figures, "The oldest", "oldest"]
    }
    card {
      width = 3
      query = query.figure_card
      args  = [with.voicemails.rows[0].figures, "Voicemails in the period", "voicemails"]
    }
  }

  text {
    value = <<-EOM
      A voicemail is *dealt with* when there was a conversation with the caller since, or the call was archived, assigned or commented on. Aircall does not say whether it was listened to. Age runs from the start of the call. Definition: [voicemails left](${local.questions}/voicemails-left.md). [About this page and its cost](${local.mod_docs}/call/docs/voicemail_report.md).
    EOM
  }

  table {
    title = "Voicemails that nobody has dealt with, the oldest first"
    query = query.voicemail_inbox
    args = [
      with.voicemails.rows[0].since,
      with.voicemails.rows[0].until,
      with.voicemails.rows[0].zone,
      self.input.company.value,
      self.input.number_id.value
    ]

    column "asset" { display = "none" }
    column "Call" { href = "/aircall_insights.dashboard.call_detail?input.call_id={{ .Call | @uri }}" }
    column "Listen" { href = "{{ .asset }}" }
  }

  table {
    title = "What was said"
    query = query.voicemail_transcripts
    args  = [self.input.transcripts.value, with.voicemails.rows[0].call_ids]

    column "Call" { href = "/aircall_insights.dashboard.call_detail?input.call_id={{ .Call | @uri }}" }
    column "Said" { wrap = "all" }
  }

  table {
    title = "Requests used of the limit"
    query = query.api_usage
    args  = [with.voicemails.rows[0].since, with.voicemails.rows[0].zone]
  }
}

# The page's one reading. It asks for contact_id, so that the inbox finds its contacts in memory.

query "voicemail_figures" {
  title = "Figures of the voicemails"

  param "time_zone" {}
  param "days" {}
  param "company" {}
  param "number_id" {}

  sql = <<-EOQ
    with calls as materialized (
      select
        id, company_name, direction, outcome, answered_at, phone_number, number_id, started_at, has_voicemail, archived, assigned_to_id, comments, contact_id
      from aircall_call
      where
        started_at >= now() - make_interval(days => $2::int)
        and ($3 = 'all' or company_name = $3)
    ),
    ${local.sql_missed},
    voicemails as (
      select *, ${local.sql_voicemail_is_left} as is_left
      from missed
      where has_voicemail and ($4 = 'all' or number_id::text = $4)
    )
    select
      (now() - make_interval(days => $2::int))::text as since,
      now()::text as until,
      ${local.sql_page_zone} as zone,
      (
        select jsonb_build_object(
          'voicemails', count(*),
          'left', count(*) filter (where is_left),
          'over_a_day', count(*) filter (where is_left and started_at < now() - interval '24 hours'),
          'oldest', extract(day from justify_hours(now() - min(started_at) filter (where is_left))) || ' d ' || extract(hour from justify_hours(now() - min(started_at) filter (where is_left))) || ' h'
        )
        from voicemails
      ) as figures,
      coalesce((select array_agg(id) from voicemails where is_left), '{}')::text as call_ids;
  EOQ
}

# Tables

query "voicemail_inbox" {
  title = "Voicemails that nobody has dealt with"
  sql   = <<-EOQ
    with calls as materialized (
      select
        id, company_name, direction, outcome, answered_at, phone_number, number_id, number_name, started_at, duration, raw_digits, has_voicemail, archived,
        assigned_to_id, comments, contact_name, contact_company_name, asset
      from aircall_call
      where
        started_at >= $1::timestamptz
        and started_at <= $2::timestamptz
        and ($4 = 'all' or company_name = $4)
    ),
    ${local.sql_missed}
    select
      m.id::text as "Call",
      to_char(m.started_at at time zone coalesce(n.time_zone, $3), 'YYYY-MM-DD HH24:MI') as "Left",
      floor(extract(epoch from now() - m.started_at) / 3600)::bigint as "Age, hours",
      m.number_name as "Line",
      m.raw_digits as "Caller",
      coalesce(m.contact_name, '') as "Contact",
      coalesce(m.contact_company_name, '') as "Contact's company",
      m.duration as "Length of the call, s",
      case when m.asset is null then '' else 'in Aircall' end as "Listen",
      m.company_name as "Company",
      coalesce(m.asset, '') as asset
    from missed as m left join aircall_number as n on n.id = m.number_id
    where m.has_voicemail and ($5 = 'all' or m.number_id::text = $5) and ${local.sql_voicemail_is_left}
    order by m.started_at, m.id;
  EOQ
}

# $2 is a list of ids and nothing else: cast from a text it would not be sent to Aircall, and every transcript would be read.
query "voicemail_transcripts" {
  title = "Transcripts of the voicemails"
  sql   = <<-EOQ
    with utterances as materialized (
      select call_id, position, text
      from aircall_call_utterance
      where $1 = 'yes' and cardinality($2::bigint[]) > 0 and call_id = any($2::bigint[]) and missing_add_on = 'row'
    ),
    transcripts as (
      select call_id, left(string_agg(text, ' ' order by position), 300) as text from utterances where position is not null group by 1
    )
    select call_id::text as "Call", text as "Said" from transcripts
    union all
    select
      '',
      case
        when $1 <> 'yes' then 'Not asked: choose it above'
        when cardinality($2::bigint[]) = 0 then 'No voicemail is left'
        when exists (select from utterances) then 'The company has no AI Assist'
        else 'Aircall has no transcript of them'
      end
    where not exists (select from transcripts)
    order by 1;
  EOQ
}
