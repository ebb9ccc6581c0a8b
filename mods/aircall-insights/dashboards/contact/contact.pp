locals {
  contact_common_tags = merge(local.aircall_insights_common_tags, {
    service = "Aircall/Contact"
  })
}
