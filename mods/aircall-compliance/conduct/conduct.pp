locals {
  conduct_common_tags = merge(local.aircall_compliance_common_tags, {
    requests = "the calls of lookback_days"
    service  = "Aircall/Call"
  })
}

benchmark "conduct" {
  title         = "Conduct"
  description   = "Whether calls are made and answered as law and house rules ask."
  documentation = file("./conduct/docs/conduct.md")

  children = [
    control.call_respects_do_not_call,
    control.call_respects_calling_hours,
    control.call_respects_frequency_cap,
    control.call_tagged,
    control.call_without_toll_fraud,
    control.voicemail_handled
  ]

  tags = merge(local.conduct_common_tags, {
    type     = "Benchmark"
    requests = "3, and the calls of lookback_days"
  })
}
