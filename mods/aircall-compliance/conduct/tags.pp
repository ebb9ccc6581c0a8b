control "call_tagged" {
  title         = "Answered calls should be tagged"
  description   = "What a call was about is known by its tags alone: figures of teams that do not tag mean nothing."
  severity      = "low"
  documentation = file("./conduct/docs/call_tagged.md")

  sql = <<-EOQ
    with
      ${local.companies_cte},
      teams as materialized (
        select
          id,
          name,
          coalesce(company_name, '') as company_name
        from
          aircall_team
      ),
      members as materialized (
        select
          team_id,
          user_id
        from
          aircall_team_member
      ),
      calls as materialized (
        select
          user_id,
          jsonb_array_length(tags_src) = 0 as untagged,
          coalesce(company_name, '') as company_name
        from
          aircall_call
        where
          started_at >= now() - make_interval(days => $1::int)
          and answered_at is not null
          and ended_at is not null
          and tags_src is not null
      ),
      counted as (
        select
          t.id::text as resource,
          coalesce(t.name, '') as team_name,
          t.company_name,
          count(c.untagged) as answered,
          count(*) filter (where c.untagged) as untagged
        from
          teams as t
          left join members as m on m.team_id = t.id
          left join calls as c on c.user_id = m.user_id
        group by
          t.id,
          t.name,
          t.company_name
        union all
        -- Calls of users who are in no team; all calls of a company that has none.
        select
          p.company_name,
          '',
          p.company_name,
          count(c.untagged),
          count(*) filter (where c.untagged)
        from
          companies as p
          left join calls as c on c.company_name = p.company_name and not exists (select from members as m where m.user_id = c.user_id)
        group by
          p.company_name
        having
          count(c.untagged) > 0
          or p.company_name not in (select company_name from teams)
      ),
      judged as (
        select
          *,
          case
            when answered = 0 then 'none'
            when untagged * 100 > $2::int * answered then 'over'
            else 'within'
          end as verdict
        from
          counted
      )
    select
      resource,
      case verdict
        when 'none' then 'skip'
        when 'over' then 'alarm'
        else 'ok'
      end as status,
      case verdict
        when 'none' then who || ' had no answered call in the last ' || $1::int || ' days.'
        when 'over' then who || ' left ' || untagged || ' of ' || answered || ' answered calls without a tag, over the ' || $2::int || ' percent allowed.'
        else who || ' left ' || untagged || ' of ' || answered || ' answered calls without a tag, within the ' || $2::int || ' percent allowed.'
      end as reason,
      team_name,
      company_name
    from
      judged
      cross join lateral (select case when resource = company_name then 'Users in no team' else coalesce('Team ' || nullif(team_name, ''), 'Team ' || resource) end as who) as w
  EOQ

  param "lookback_days" {
    description = "How many days of calls are looked at."
    default     = var.lookback_days
  }

  param "untagged_percent" {
    description = "What share of answered calls may be without a tag, in percent."
    default     = var.untagged_percent
  }

  tags = merge(local.conduct_common_tags, {
    requests = "1, and the calls of lookback_days"
  })
}
