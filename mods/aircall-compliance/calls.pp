locals {
  # The rows of a control about calls, from two relations that it has:
  #
  #   findings  company_name, number_id, number_name, call_id, status, fact (what is wrong with this call), kind (with calls like it)
  #   otherwise company_name, status, reason: what a company without findings gets
  #
  # Each finding is a row. Where a company has more than a hundred, they are counted by line.
  calls_report_sql = <<-EOQ
    select
      call_id::text as resource,
      status,
      'Call ' || call_id || ' ' || fact || '.' as reason,
      coalesce(number_name, '') as number_name,
      company_name
    from
      (select *, count(*) over (partition by company_name) as company_findings from findings) as f
    where
      company_findings <= 100
    union all
    select
      coalesce(number_id::text, company_name) as resource,
      status,
      'Each of ' || count(*) || coalesce(' calls on ' || number_name, ' calls') || ' ' || kind || '.' as reason,
      coalesce(number_name, '') as number_name,
      company_name
    from
      (select *, count(*) over (partition by company_name) as company_findings from findings) as f
    where
      company_findings > 100
    group by
      number_id,
      number_name,
      company_name,
      status,
      kind
    union all
    select
      company_name as resource,
      status,
      reason,
      '' as number_name,
      company_name
    from
      otherwise
    where
      company_name not in (select company_name from findings)
  EOQ

  # Whether the text "digits" passes the check that card numbers pass (Luhn).
  passes_luhn_sql = <<-EOQ
    (
      select
        sum(case when (length(digits) - i) % 2 = 0 then digit when digit > 4 then digit * 2 - 9 else digit * 2 end) % 10 = 0
      from
        generate_series(1, length(digits)) as i
        cross join lateral (select substr(digits, i, 1)::int as digit) as x
    )
  EOQ

  # Each line's time zone; UTC where Aircall names none that is known.
  line_zones_cte = <<-EOQ
    line_zones as materialized (
      select
        n.id as number_id,
        coalesce(z.name, 'UTC') as zone
      from
        aircall_number as n
        left join pg_timezone_names as z on z.name = n.time_zone
    )
  EOQ

  # The beginning of a number in E.164 form by which countries are told apart. Those that share +1 with the United States
  # and Canada are counted apart from them: they are favourites of toll fraud.
  calling_code_pattern = "^\\+(1(?:242|246|264|268|284|345|441|473|649|658|664|721|758|767|784|809|829|849|868|869|876)|1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|(?:2[1-689]|3[578]|42|5[09]|6[7-9]|8[0578]|9[679])[0-9])"
}
