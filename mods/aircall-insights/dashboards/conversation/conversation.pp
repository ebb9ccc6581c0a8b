locals {
  conversation_common_tags = merge(local.aircall_insights_common_tags, {
    service = "Aircall/Conversation"
  })
}
