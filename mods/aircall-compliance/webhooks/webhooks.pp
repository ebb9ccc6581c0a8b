locals {
  webhooks_common_tags = merge(local.aircall_compliance_common_tags, {
    service  = "Aircall/Webhook"
    requests = "1"
  })

  # The host that a browser would go to: what stands before @ is a user, what follows the last colon a port.
  webhooks_cte = <<-EOQ
    webhooks as materialized (
      select
        webhook_id,
        url,
        active,
        events,
        coalesce(company_name, '') as company_name,
        nullif(rtrim(regexp_replace(regexp_replace(lower(substring(url from '^[^:/?#]+://([^/?#\\]*)')), '^.*@', ''), ':[0-9]*$', ''), '.'), '') as host
      from
        aircall_webhook
    ),
    named as (
      select
        *,
        coalesce('Webhook to ' || host, 'Webhook ' || webhook_id) as label
      from
        webhooks
    ),
    ${local.companies_cte}
  EOQ

  # What a company without webhooks gets, so that no control is silently empty.
  webhooks_none_sql = <<-EOQ
    select
      company_name as resource,
      'skip' as status,
      'There are no webhooks.' as reason,
      '' as webhook_host,
      company_name
    from
      companies
    where
      company_name not in (select company_name from webhooks)
  EOQ
}

benchmark "webhooks_and_integrations" {
  title         = "Webhooks and Integrations"
  description   = "Where Aircall sends the company's events, and whether it should."
  documentation = file("./webhooks/docs/webhooks_and_integrations.md")

  children = [
    control.webhook_uses_https,
    control.webhook_host_approved,
    control.webhook_active,
    control.webhook_events_needed
  ]

  tags = merge(local.webhooks_common_tags, {
    type = "Benchmark"
  })
}

control "webhook_uses_https" {
  title         = "Webhooks should use HTTPS"
  description   = "Events carry phone numbers and names: they must not travel in clear text."
  severity      = "high"
  documentation = file("./webhooks/docs/webhook_uses_https.md")

  sql = <<-EOQ
    with
      ${local.webhooks_cte}
    select
      webhook_id as resource,
      case
        when url is null then 'info'
        when url ~* '^https://' then 'ok'
        else 'alarm'
      end as status,
      case
        when url is null then label || ': Aircall does not say where it sends events.'
        when url ~* '^https://' then label || ' uses HTTPS.'
        else label || ' sends events without encryption.'
      end as reason,
      coalesce(host, '') as webhook_host,
      company_name
    from
      named
    union all
    ${local.webhooks_none_sql}
  EOQ

  tags = merge(local.webhooks_common_tags, {
    gdpr  = "true"
    hipaa = "true"
    soc_2 = "true"
  })
}

control "webhook_host_approved" {
  title         = "Webhooks should send to approved hosts"
  description   = "Events go to a host that somebody has approved, and never to a tunnel, an address without a name or the sender's own machine."
  severity      = "high"
  documentation = file("./webhooks/docs/webhook_host_approved.md")

  sql = <<-EOQ
    with
      ${local.webhooks_cte},
      judged as (
        select
          *,
          case
            when host is null then 'unreadable'
            when host ~ '^\[' or host ~ '^(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+)){0,3}$' then 'address'
            when host ~ '(^|\.)localhost$' then 'localhost'
            when exists (select from unnest($2::text[]) as d(domain) where host = lower(domain) or right(host, length(domain) + 1) = '.' || lower(domain)) then 'tunnel'
            when cardinality($1::text[]) = 0 then 'no list'
            when exists (select from unnest($1::text[]) as d(domain) where host = lower(domain) or right(host, length(domain) + 1) = '.' || lower(domain)) then 'approved'
            else 'unknown'
          end as verdict
        from
          named
      )
    select
      webhook_id as resource,
      case verdict
        when 'approved' then 'ok'
        when 'unreadable' then 'info'
        when 'no list' then 'info'
        else 'alarm'
      end as status,
      case verdict
        when 'approved' then label || ': the host is approved.'
        when 'unreadable' then label || ' has no host that can be read.'
        when 'no list' then label || ': no list is set in approved_webhook_domains, so somebody has to say whether the host is right.'
        when 'address' then label || ': the host is an address without a name.'
        when 'localhost' then label || ': the host is the sender''s own machine.'
        when 'tunnel' then label || ': the host is a tunnel or an inspection service.'
        else label || ': the host is not in approved_webhook_domains.'
      end as reason,
      coalesce(host, '') as webhook_host,
      company_name
    from
      judged
    union all
    ${local.webhooks_none_sql}
  EOQ

  param "approved_webhook_domains" {
    description = "Domains that webhooks may send to; subdomains are included."
    default     = var.approved_webhook_domains
  }

  param "tunnel_domains" {
    description = "Domains of tunnels and inspection services."
    default     = var.tunnel_domains
  }

  tags = merge(local.webhooks_common_tags, {
    gdpr  = "true"
    soc_2 = "true"
  })
}

control "webhook_active" {
  title         = "Webhooks should be active"
  description   = "Aircall switches a webhook off when its receiver keeps failing, and does not try again: what happened since is not reported."
  severity      = "medium"
  documentation = file("./webhooks/docs/webhook_active.md")

  sql = <<-EOQ
    with
      ${local.webhooks_cte}
    select
      webhook_id as resource,
      case
        when active is null then 'info'
        when active then 'ok'
        else 'alarm'
      end as status,
      case
        when active is null then label || ': Aircall does not say whether it is active.'
        when active then label || ' is active.'
        else label || ' is switched off, and gets no events.'
      end as reason,
      coalesce(host, '') as webhook_host,
      company_name
    from
      named
    union all
    ${local.webhooks_none_sql}
  EOQ

  tags = local.webhooks_common_tags
}

control "webhook_events_needed" {
  title         = "Webhooks should get the events that they need"
  description   = "A webhook that is made without a choice gets every event, and contacts, transcripts and messages are more than most receivers need."
  severity      = "medium"
  documentation = file("./webhooks/docs/webhook_events_needed.md")

  sql = <<-EOQ
    with
      ${local.webhooks_cte},
      counted as (
        select
          *,
          jsonb_array_length(events) as event_count,
          (
            select
              string_agg(event, ', ' order by event)
            from
              jsonb_array_elements_text(events) as e(event)
            where
              exists (select from unnest($2::text[]) as p(prefix) where starts_with(event, prefix))
          ) as content_events
        from
          named
      )
    select
      webhook_id as resource,
      case
        when event_count is null or event_count = 0 or event_count >= $1::int or content_events is not null then 'info'
        else 'ok'
      end as status,
      case
        when event_count is null then label || ': Aircall does not say which events it gets.'
        when event_count = 0 then label || ' lists no event, which may mean all: look whether the receiver needs them.'
        when event_count >= $1::int then label || ' gets ' || event_count || ' kinds of events, which is all or nearly all: look whether the receiver needs them.'
        when content_events is not null then label || ' gets ' || content_events || ': look whether the receiver needs the content.'
        else label || ' gets ' || event_count || ' kinds of events, none of them with content.'
      end as reason,
      coalesce(host, '') as webhook_host,
      company_name
    from
      counted
    union all
    ${local.webhooks_none_sql}
  EOQ

  param "webhook_events_all" {
    description = "From how many kinds of events on a webhook counts as getting all of them."
    default     = var.webhook_events_all
  }

  param "webhook_content_events" {
    description = "Beginnings of the names of events that carry content."
    default     = var.webhook_content_events
  }

  tags = merge(local.webhooks_common_tags, {
    gdpr = "true"
  })
}
