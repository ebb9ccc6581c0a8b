dashboard "conversation_detail" {
  title         = "Aircall Conversation"
  documentation = file("./dashboards/conversation/docs/conversation_detail.md")

  tags = merge(local.conversation_common_tags, {
    type = "Detail"
  })

  container {
    input "call_id" {
      title       = "Call id"
      type        = "text"
      width       = 3
      placeholder = "The id of a call"
    }

    input "ask" {
      title = "Ask Aircall for"
      width = 3
      option "none" { label = "Nothing yet" }
      option "assist" { label = "What AI Assist makes (6 requests)" }
      option "pro" { label = "What AI Assist Pro makes too (9)" }
    }

    text {
      width = 6
      value = <<-EOM
        What Aircall's add-ons made of a conversation: **one request for each part**, so that nothing is asked until you choose. Without AI Assist, or without Pro, the parts that need it say so. [About this page and its cost](${local.mod_docs}/conversation/docs/conversation_detail.md).
      EOM
    }
  }

  container {
    table {
      title = "Summary"
      width = 6
      query = query.conversation_summary
      args  = [self.input.call_id.value, self.input.ask.value]

      column "Summary" { wrap = "all" }
    }

    table {
      title = "Topics"
      width = 3
      query = query.conversation_topics
      args  = [self.input.call_id.value, self.input.ask.value]
    }

    table {
      title = "Sentiment"
      width = 3
      query = query.conversation_sentiments
      args  = [self.input.call_id.value, self.input.ask.value]
    }
  }

  container {
    table {
      title = "Action items"
      width = 6
      query = query.conversation_action_items
      args  = [self.input.call_id.value, self.input.ask.value]

      column "To do" { wrap = "all" }
    }

    table {
      title = "Who spoke how long"
      width = 3
      query = query.conversation_shares
      args  = [self.input.call_id.value, self.input.ask.value]
    }

    table {
      title = "Predicted satisfaction"
      width = 3
      query = query.conversation_satisfaction
      args  = [self.input.call_id.value, self.input.ask.value]
    }
  }

  table {
    title = "What was said"
    query = query.conversation_utterances
    args  = [self.input.call_id.value, self.input.ask.value]

    column "Said" { wrap = "all" }
  }

  container {
    table {
      title = "The company's own summary (Pro)"
      width = 4
      query = query.conversation_custom_summary
      args  = [self.input.call_id.value, self.input.ask.value]

      column "Text" { wrap = "all" }
    }

    table {
      title = "Playbook (Pro)"
      width = 4
      query = query.conversation_playbook
      args  = [self.input.call_id.value, self.input.ask.value]
    }

    table {
      title = "Evaluations (Pro)"
      width = 4
      query = query.conversation_evaluations
      args  = [self.input.call_id.value, self.input.ask.value]
    }
  }

  table {
    title = "Requests used of the limit"
    query = query.conversation_usage
  }
}

# Tables. Each asks for one part of one call; each has a row that says why there is nothing.

locals {
  # Whether the company has AI Assist, by the one table that says so in a row; the others end with an error without it. It
  # stands as a condition of its own, which Postgres decides before it asks for the part.
  sql_has_assist = "coalesce((select bool_or(position is not null) from aircall_call_utterance where $2 <> 'none' and call_id = $1::bigint and missing_add_on = 'row'), true)"
}

# In a block of their own: Powerpipe takes a local that another of its block names for a cycle.
locals {
  sql_conversation_absent = "case when $2 = 'none' then 'Not asked: choose it above' when ${local.sql_has_assist} then 'Aircall has made none for this call' else 'The company has no AI Assist' end"
  # The parts of Pro say themselves that the company lacks it: with a row in which there is nothing of the answer.
  sql_pro_absent = "case when $2 <> 'pro' then 'Not asked: choose it above' when exists (select from answer) then 'The company has no AI Assist Pro' else 'Aircall has made none for this call' end"
}

query "conversation_summary" {
  title = "Summary"
  sql   = <<-EOQ
    with found as (
      select content from aircall_call_summary where $2 <> 'none' and ${local.sql_has_assist} and call_id = $1::bigint
    )
    select content as "Summary" from found
    union all
    select ${local.sql_conversation_absent} where not exists (select from found);
  EOQ
}

query "conversation_topics" {
  title = "Topics"
  sql   = <<-EOQ
    with found as (
      select position, topic from aircall_call_topic where $2 <> 'none' and ${local.sql_has_assist} and call_id = $1::bigint
    )
    select topic as "Topic" from (
      select position, topic from found
      union all
      select 0, ${local.sql_conversation_absent} where not exists (select from found)
    ) as topics
    order by position;
  EOQ
}

query "conversation_sentiments" {
  title = "Sentiment"
  sql   = <<-EOQ
    with found as (
      select participant_type, sentiment from aircall_call_sentiment where $2 <> 'none' and ${local.sql_has_assist} and call_id = $1::bigint
    )
    select participant_type as "Who", lower(sentiment) as "Sentiment" from found
    union all
    select ${local.sql_conversation_absent}, '' where not exists (select from found)
    order by 1, 2;
  EOQ
}

query "conversation_action_items" {
  title = "Action items"
  sql   = <<-EOQ
    with found as (
      select content, ai_generated from aircall_call_action_item where $2 <> 'none' and ${local.sql_has_assist} and call_id = $1::bigint
    )
    select content as "To do", case when ai_generated then 'the add-on' else 'a person' end as "Noted by" from found
    union all
    select ${local.sql_conversation_absent}, '' where not exists (select from found)
    order by 1;
  EOQ
}

query "conversation_shares" {
  title = "Who spoke how long"
  sql   = <<-EOQ
    with found as (
      select participant_type, start_time, end_time from aircall_call_utterance where $2 <> 'none' and call_id = $1::bigint and missing_add_on = 'row' and position is not null
    )
    select
      participant_type as "Who",
      round(sum(end_time - start_time)::numeric)::bigint as "Seconds",
      round(100 * sum(end_time - start_time)::numeric / nullif(sum(sum(end_time - start_time)) over (), 0)::numeric, 1)::float8 as "Share, %",
      round(max(end_time - start_time)::numeric)::bigint as "Longest stretch, s"
    from found
    group by 1
    union all
    select ${local.sql_conversation_absent}, null, null, null where not exists (select from found)
    order by 2 desc nulls last;
  EOQ
}

query "conversation_satisfaction" {
  title = "Predicted satisfaction"
  sql   = <<-EOQ
    with found as (
      select score from aircall_call_predicted_csat where $2 <> 'none' and ${local.sql_has_assist} and call_id = $1::bigint
    )
    select coalesce(score::text, 'without a score') as "Score" from found
    union all
    select ${local.sql_conversation_absent} where not exists (select from found);
  EOQ
}

query "conversation_utterances" {
  title = "What was said"
  sql   = <<-EOQ
    with found as (
      select position, start_time, participant_type, text from aircall_call_utterance where $2 <> 'none' and call_id = $1::bigint and missing_add_on = 'row' and position is not null
    )
    select round(start_time)::bigint as "Second", participant_type as "Who", text as "Said" from found
    union all
    select null, '', ${local.sql_conversation_absent} where not exists (select from found)
    order by 1;
  EOQ
}

query "conversation_custom_summary" {
  title = "The company's own summary"
  sql   = <<-EOQ
    with answer as materialized (
      select id, name, section_name, content from aircall_call_custom_summary where $2 = 'pro' and call_id = $1::bigint and missing_add_on = 'row'
    ),
    found as (
      select * from answer where coalesce(id::text, name, section_name, content) is not null
    )
    select section_name as "Section", content as "Text" from found
    union all
    select ${local.sql_pro_absent}, '' where not exists (select from found)
    order by 1;
  EOQ
}

query "conversation_playbook" {
  title = "Playbook"
  sql   = <<-EOQ
    with answer as materialized (
      select id, playbook_name, topic_name, result, adherence_score from aircall_call_playbook_result where $2 = 'pro' and call_id = $1::bigint and missing_add_on = 'row'
    ),
    found as (
      select * from answer where coalesce(id::text, playbook_name, topic_name, result, adherence_score::text) is not null
    )
    select topic_name as "Topic", result as "Result", playbook_name as "Playbook", adherence_score as "Score" from found
    union all
    select ${local.sql_pro_absent}, '', '', null where not exists (select from found)
    order by 1;
  EOQ
}

query "conversation_evaluations" {
  title = "Evaluations"
  sql   = <<-EOQ
    with answer as materialized (
      select id, scorecard_name, normalized_score, ai_generated from aircall_call_evaluation where $2 = 'pro' and call_id = $1::bigint and missing_add_on = 'row'
    ),
    found as (
      select * from answer where coalesce(id::text, scorecard_name, normalized_score::text, ai_generated::text) is not null
    )
    select scorecard_name as "Scorecard", normalized_score as "Score", case when ai_generated then 'the add-on' else 'a person' end as "By" from found
    union all
    select ${local.sql_pro_absent}, null, '' where not exists (select from found)
    order by 1;
  EOQ
}

query "conversation_usage" {
  title = "Requests used of the limit"
  sql   = <<-EOQ
    select
      sp_connection_name as "Connection",
      requests_last_minute as "Requests in the last minute",
      requests_limit as "Limit a minute"
    from aircall_api_usage
    order by 1;
  EOQ
}
