dashboard "call_detail" {
  title         = "Aircall Call Detail"
  documentation = file("./dashboards/call/docs/call_detail.md")

  tags = merge(local.call_common_tags, {
    type = "Detail"
  })

  container {
    input "call_id" {
      title       = "Call id"
      type        = "text"
      width       = 4
      placeholder = "The id of a call"
    }

    text {
      width = 8
      value = <<-EOM
        Come here from a list, or give an id: nothing is shown without one. Menu choices are known for Smartflow lines and two months; Aircall gives no time for a transfer. [About this page and its cost](${local.mod_docs}/call/docs/call_detail.md).
      EOM
    }
  }

  with "call" {
    query = query.call_detail_figures
    args  = [var.time_zone, self.input.call_id.value]
  }

  container {
    card {
      width = 2
      query = query.text_card
      args  = [with.call.rows[0].figures, "Direction", "direction"]
    }
    card {
      width = 2
      query = query.text_card
      args  = [with.call.rows[0].figures, "Outcome", "outcome"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.call.rows[0].figures, "Wait, s", "wait"]
    }
    card {
      width = 2
      query = query.figure_card
      args  = [with.call.rows[0].figures, "Talk, s", "talk"]
    }
    card {
      width = 2
      query = query.text_card
      args  = [with.call.rows[0].figures, "Started", "started"]
    }

    card {
      width = 2
      query = query.call_detail_conversation
      args  = [self.input.call_id.value]
    }
  }

  image {
    title = "The call: grey in the menu, amber until the answer, green the talk, purple an unanswered call"
    query = query.call_detail_picture
    args  = [with.call.rows[0].events, with.call.rows[0].figures]
  }

  container {
    table {
      title = "The call"
      type  = "line"
      width = 5
      query = query.call_detail_record
      args  = [self.input.call_id.value, with.call.rows[0].zone]

      column "asset" { display = "none" }
      column "user_id" { display = "none" }
      column "In Aircall" { href = "{{ .asset }}" }
      column "Agent" { href = "/aircall_insights.dashboard.agent_detail?input.user_id={{ .user_id | @uri }}" }
    }

    table {
      title = "What happened, in order"
      width = 7
      query = query.call_detail_events
      args  = [self.input.call_id.value, with.call.rows[0].zone]

      column "Detail" { wrap = "all" }
    }
  }

  table {
    title = "Requests used of the limit"
    query = query.api_usage
    args  = [with.call.rows[0].since, with.call.rows[0].zone]
  }
}

# The page's figures and its timeline, without a name or a number

query "call_detail_figures" {
  title = "Figures of one call"

  param "time_zone" {}
  param "call_id" {}

  sql = <<-EOQ
    with call as materialized (
      select direction, outcome, started_at, answered_at, ended_at, time_to_answer, in_call_duration, number_id
      from aircall_call
      where id = $2::bigint
    ),
    events as materialized (
      select type, seconds_since_start from aircall_call_event where call_id = $2::bigint
    ),
    zone as (
      select coalesce((select n.time_zone from aircall_number as n join call as c on c.number_id = n.id), ${local.sql_page_zone}) as name
    )
    select
      coalesce((select started_at from call), now())::text as since,
      now()::text as until,
      (select name from zone) as zone,
      coalesce((
        select jsonb_build_object('direction', direction, 'outcome', ${local.sql_outcome_label}, 'wait', time_to_answer, 'talk', in_call_duration,
          'started', to_char(started_at at time zone zone.name, 'Dy HH24:MI'),
          'seconds', extract(epoch from coalesce(ended_at, now()) - started_at))
        from call, zone
      ), '{"direction": "no call has this id"}') as figures,
      coalesce((select jsonb_agg(e) from events as e where seconds_since_start is not null and type in ('ivr_option', 'answered')), '[]') as events;
  EOQ
}

query "call_detail_conversation" {
  title = "The way to what was said"
  sql   = <<-EOQ
    select 'What was said' as label, 'AI Assist' as value, '/aircall_insights.dashboard.conversation_detail?input.call_id=' || $1::bigint || '&input.ask=assist' as href;
  EOQ
}

# Charts

query "call_detail_picture" {
  title = "The call as a line"
  sql   = <<-EOQ
    with call as (
      select
        greatest((f ->> 'seconds')::numeric, 1) as seconds,
        (select max(seconds_since_start) from jsonb_to_recordset($1::jsonb) as e(type text, seconds_since_start numeric) where type = 'ivr_option') as menu,
        (select min(seconds_since_start) from jsonb_to_recordset($1::jsonb) as e(type text, seconds_since_start numeric) where type = 'answered') as answer
      from (select $2::jsonb as f) as f
    ),
    stages as (
      select 0 as starts, coalesce(menu, 0) as ends, '#b4bec9' as color, seconds from call
      union all
      select coalesce(menu, 0), coalesce(answer, seconds), case when answer is null then '#7a5ea8' else '#e8a33d' end, seconds from call
      union all
      select answer, seconds, '#2e9e5b', seconds from call where answer is not null
    ),
    pieces as (
      select format('<rect x="%s" y="24" width="%s" height="20" fill="%s"/>', round(10 + 1460 * starts / seconds, 1), round(1460 * (ends - starts) / seconds, 1), color) as svg
      from stages where ends > starts
      union all
      select format('<line x1="%s" x2="%s" y1="18" y2="50" stroke="#808890"/><text x="%s" y="64" text-anchor="middle">%s s</text>', x, x, x, seconds_since_start)
      from call, jsonb_to_recordset($1::jsonb) as e(type text, seconds_since_start numeric), lateral (select round(10 + 1460 * seconds_since_start / seconds, 1) as x) as x
      union all
      select format('<text x="1470" y="14" text-anchor="end">%s s</text><text x="10" y="14">0 s</text>', round(seconds)) from call
    )
    select
      'data:image/svg+xml;base64,' || translate(encode(convert_to(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1480 72" font-family="sans-serif" font-size="11" fill="#808890">' || string_agg(svg, '') || '</svg>', 'UTF8'
      ), 'base64'), E'\n', '') as src,
      'The call as a line: menu, wait and talk' as alt
    from pieces;
  EOQ
}

# Tables

query "call_detail_record" {
  title = "The call"
  sql   = <<-EOQ
    with call as materialized (
      select
        id, outcome, missed_call_reason, raw_digits, contact_name, contact_company_name, number_name, user_id, user_name, teams, tags, started_at,
        transferred_by, transferred_to, assigned_to, archived, cost, pricing_type, asset, has_voicemail, company_name
      from aircall_call
      where id = $1::bigint
    )
    select
      coalesce(call.id::text, 'none: no call has this id, or it lies behind the six months that Aircall gives') as "Call",
      to_char(started_at at time zone $2, 'YYYY-MM-DD HH24:MI:SS') || ' ' || $2 as "Started",
      case when missed_call_reason is not null then ${local.sql_reason_label} else '' end as "Why missed",
      raw_digits as "Other party",
      coalesce(contact_name, '') as "Contact",
      coalesce(contact_company_name, '') as "Contact's company",
      number_name as "Line",
      coalesce(user_name, '') as "Agent",
      coalesce((select string_agg(t ->> 'name', ', ') from jsonb_array_elements(teams) as t), '') as "Teams that it rang",
      coalesce((select string_agg(tag, ', ' order by tag) from jsonb_object_keys(coalesce(tags, '{}')) as tag), '') as "Tags",
      coalesce(transferred_by ->> 'name', '') as "Handed over by",
      coalesce(transferred_to ->> 'name', '') as "Taken over by",
      coalesce(assigned_to ->> 'name', '') as "Assigned to",
      case when archived then 'yes' else 'no' end as "Archived",
      cost || ' US cents' || case when pricing_type is null then ', not priced yet' else '' end as "Cost",
      case when asset is null then '' when has_voicemail then 'voicemail' else 'recording' end as "In Aircall",
      company_name as "Company",
      coalesce(asset, '') as asset,
      coalesce(user_id::text, '') as user_id
    from (select 1) as one left join call on true;
  EOQ
}

query "call_detail_events" {
  title = "What happened in the call"
  sql   = <<-EOQ
    with events as materialized (
      select occurred_at, seconds_since_start, type, detail, user_id from aircall_call_event where call_id = $1::bigint
    )
    select
      coalesce(to_char(e.occurred_at at time zone $2, 'HH24:MI:SS'), 'no time given') as "At",
      e.seconds_since_start as "Seconds",
      case e.type when 'started' then 'started' when 'ivr_option' then 'menu choice' when 'answered' then 'answered' when 'transferred' then 'transferred'
        when 'comment' then 'comment' when 'tag' then 'tag' when 'ended' then 'ended' else e.type end as "What",
      e.detail as "Detail",
      case when e.type in ('answered', 'transferred') then '' else coalesce(u.name, '') end as "By"
    from events as e left join aircall_user as u on u.id = e.user_id
    union all
    select null, null, 'No call has this id', null, null where not exists (select from events)
    order by 2 nulls last, 1;
  EOQ
}
