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
