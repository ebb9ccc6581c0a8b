locals {
  aircall_compliance_common_tags = {
    category = "Compliance"
    plugin   = "aircall"
    service  = "Aircall"
  }

  # One row for each connection's company, also for one that has nothing else. This table makes no request of its own.
  # Where the key may not read the company's name, it is an empty text: rows are still told apart from none.
  companies_cte = <<-EOQ
    companies as materialized (
      select distinct
        coalesce(company_name, '') as company_name
      from
        aircall_api_usage
    )
  EOQ
}

benchmark "aircall_compliance" {
  title         = "Aircall Compliance"
  description   = "All controls of this mod. They read the calls of the last lookback_days once."
  documentation = file("./docs/aircall_compliance.md")

  children = [
    benchmark.webhooks_and_integrations,
    benchmark.users_and_access,
    benchmark.numbers_and_routing,
    benchmark.recording_and_content,
    benchmark.data_protection,
    benchmark.conduct
  ]

  tags = merge(local.aircall_compliance_common_tags, {
    type     = "Benchmark"
    requests = "lists, one per number, and the calls of lookback_days"
  })
}

benchmark "cheap" {
  title         = "Aircall Compliance: Settings Only"
  description   = "The controls that read five short lists and no call: less than ten requests for a company whose lists have a page each."
  documentation = file("./docs/cheap.md")

  children = [
    control.webhook_uses_https,
    control.webhook_host_approved,
    control.webhook_active,
    control.webhook_events_needed,
    control.user_email_domain_approved,
    control.user_not_shared,
    control.user_in_team,
    control.number_opening_hours_set,
    control.number_voicemail_greeting_set,
    control.number_recording_matches_policy
  ]

  tags = merge(local.aircall_compliance_common_tags, {
    type     = "Benchmark"
    requests = "5"
  })
}
