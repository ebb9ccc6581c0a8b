dashboard "menu_key_report" {
  title         = "Aircall Menu Keys No Longer Pressed"
  documentation = file("./dashboards/number/docs/menu_key_report.md")

  tags = merge(local.number_common_tags, {
    type = "Report"
  })

  container {
    input "days" {
      title = "Not pressed in the"
      width = 4
      option "7" { label = "Last 7 days" }
      option "14" { label = "Last 14 days" }
      option "30" { label = "Last 30 days" }
    }

    input "company" {
      title = "Company"
      width = 4
      query = query.company_input
    }
    input "number_id" {
      title = "Line"
      width = 4
      query = query.line_input
    }
  }

  with "keys" {
    query = query.menu_key_figures
    args = [
      var.time_zone,
      self.input.days.value,
      self.input.company.value,
      self.input.number_id.value
    ]
  }

  container {
    card {
      width = 4
      query = query.figure_card
      args  = [with.keys.rows[0].figures, "Keys seen in two months", "seen"]
    }
    card {
      width = 4
      query = query.figure_card
      args  = [with.keys.rows[0].figures, "Pressed lately", "lately"]
    }
    card {
      width = 4
      query = query.figure_card
      args  = [with.keys.rows[0].figures, "Not pressed lately", "dead"]
    }
  }

  text {
    value = <<-EOM
      Aircall keeps the choices in a menu for two months; this page reads all of them, which is **slow**. A key that was never pressed cannot be seen. [About this page and its cost](${local.mod_docs}/number/docs/menu_key_report.md).
    EOM
  }

  table {
    title = "Keys, those not pressed lately first"
    query = query.menu_key_table
    args  = [with.keys.rows[0].keys]
  }

  table {
    title = "Requests used of the limit"
    query = query.api_usage
    args  = [with.keys.rows[0].since, with.keys.rows[0].zone]
  }
}

# The page's one reading, with the choices in the menu

query "menu_key_figures" {
  title = "Keys of the menus in two months"

  param "time_zone" {}
  param "days" {}
  param "company" {}
  param "number_id" {}

  sql = <<-EOQ
    with calls as materialized (
      select number_id, number_name, company_name, started_at, ivr_options_selected
      from aircall_call
      where
        started_at >= now() - make_interval(days => 60)
        and ($3 = 'all' or company_name = $3)
        and ($4 = 'all' or number_id::text = $4)
    ),
    keys as (
      select
        number_id, min(number_name) as line, min(company_name) as company, o ->> 'key' as key, coalesce(o ->> 'title', o ->> 'branch') as title,
        count(*) as presses,
        count(*) filter (where started_at >= now() - make_interval(days => $2::int)) as lately,
        max(started_at) as last_press
      from calls, jsonb_array_elements(coalesce(ivr_options_selected, '[]')) as o
      group by number_id, 4, 5
    )
    select
      (now() - make_interval(days => 60))::text as since,
      now()::text as until,
      ${local.sql_page_zone} as zone,
      (select jsonb_build_object('seen', count(*), 'lately', count(*) filter (where lately > 0), 'dead', count(*) filter (where lately = 0)) from keys) as figures,
      coalesce((
        select jsonb_agg(to_jsonb(k) || jsonb_build_object('last_press', to_char(last_press, 'YYYY-MM-DD')) order by lately > 0, last_press desc) from keys as k
      ), '[]') as keys;
  EOQ
}

# Tables

query "menu_key_table" {
  title = "Keys of the menus"
  sql   = <<-EOQ
    select
      line as "Line",
      key as "Key",
      title as "Choice",
      case when lately = 0 then 'not pressed lately' else 'in use' end as "State",
      lately as "Presses in the period",
      presses as "Presses in two months",
      last_press as "Last press (UTC)",
      company as "Company"
    from jsonb_to_recordset($1::jsonb) as k(number_id bigint, line text, company text, key text, title text, presses bigint, lately bigint, last_press text)
    order by lately > 0, last_press desc, line, key;
  EOQ
}
