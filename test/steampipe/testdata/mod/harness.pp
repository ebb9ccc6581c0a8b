variable "database" {
  type    = connection.steampipe
  default = connection.steampipe.default
}

variable "least" {
  type    = number
  default = 1
}

dashboard "works" {
  title = "Works"

  input "days" {
    type = "select"
    option "7" {}
  }

  with "calls" {
    sql = <<-EOQ
      select count(*) as calls from aircall_call where started_at >= now() - make_interval(days => $1::int)
    EOQ
    args = [self.input.days.value]
  }

  card {
    sql  = "select 'Calls' as label, $1::bigint as value"
    args = [with.calls.rows[0].calls]
  }

  table {
    sql = "select name, company_name from aircall_tag order by 1"
  }
}

dashboard "fails" {
  title = "Fails"

  card {
    sql = "select 1 as works"
  }

  table {
    sql = "select id, api_evaluations from aircall_call"
  }
}

benchmark "tags" {
  title = "Tags"
  children = [control.tag, control.broken]
}

control "tag" {
  title = "Tags exist"
  severity = "low"
  sql      = <<-EOQ
    select
      id::text as resource,
      case when id >= $1::int then 'ok' else 'alarm' end as status,
      'Tag ' || id || ' exists.' as reason,
      company_name
    from
      aircall_tag
  EOQ
  param "least" {
    default = var.least
  }
  tags = {
    service = "Aircall/Tag"
  }
}

control "broken" {
  title = "Fails"
  sql      = "select no_such_column from aircall_tag"
}
