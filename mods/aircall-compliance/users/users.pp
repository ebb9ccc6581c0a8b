locals {
  users_common_tags = merge(local.aircall_compliance_common_tags, {
    service = "Aircall/User"
  })

  users_cte = <<-EOQ
    users as materialized (
      select
        id,
        'User ' || id as label,
        coalesce(name, '') as user_name,
        email,
        lower(substring(email from '@([^@]+)$')) as domain,
        created_at,
        coalesce(company_name, '') as company_name
      from
        aircall_user
    ),
    ${local.companies_cte}
  EOQ

  users_none_sql = <<-EOQ
    select
      company_name as resource,
      'skip' as status,
      'There are no users.' as reason,
      '' as user_name,
      company_name
    from
      companies
    where
      company_name not in (select company_name from users)
  EOQ
}

benchmark "users_and_access" {
  title         = "Users and Access"
  description   = "Who has an account, whose it is, and whether it is used."
  documentation = file("./users/docs/users_and_access.md")

  children = [
    control.user_email_domain_approved,
    control.user_not_shared,
    control.user_in_team,
    control.user_seat_used
  ]

  tags = merge(local.users_common_tags, {
    type     = "Benchmark"
    requests = "2, and the calls of lookback_days"
  })
}

control "user_email_domain_approved" {
  title         = "Users should have an e-mail address of the company"
  description   = "An account with a private address outlives the job: the company cannot close that mailbox, and Aircall cannot suspend a user."
  severity      = "high"
  documentation = file("./users/docs/user_email_domain_approved.md")

  sql = <<-EOQ
    with
      ${local.users_cte},
      judged as (
        select
          *,
          case
            when domain is null then 'unreadable'
            when domain in (select lower(d) from unnest($2::text[]) as f(d)) then 'free'
            when cardinality($1::text[]) = 0 then 'no list'
            when domain in (select lower(d) from unnest($1::text[]) as a(d)) then 'approved'
            else 'unknown'
          end as verdict
        from
          users
      )
    select
      id::text as resource,
      case verdict
        when 'approved' then 'ok'
        when 'unreadable' then 'info'
        when 'no list' then 'info'
        else 'alarm'
      end as status,
      case verdict
        when 'approved' then label || ' has an address of ' || domain || ', which is approved.'
        when 'unreadable' then label || ' has no e-mail address with a domain.'
        when 'no list' then label || ' has an address of ' || domain || ': no list is set in company_domains, so somebody has to say whether that is right.'
        when 'free' then label || ' has an address of ' || domain || ', which is free mail.'
        else label || ' has an address of ' || domain || ', which is not in company_domains.'
      end as reason,
      user_name,
      company_name
    from
      judged
    union all
    ${local.users_none_sql}
  EOQ

  param "company_domains" {
    description = "Domains of the e-mail addresses that users may have."
    default     = var.company_domains
  }

  param "free_mail_domains" {
    description = "Domains of free e-mail."
    default     = var.free_mail_domains
  }

  tags = merge(local.users_common_tags, {
    gdpr     = "true"
    requests = "1"
    soc_2    = "true"
  })
}

control "user_not_shared" {
  title         = "Accounts should belong to one person"
  description   = "What a shared account does, nobody did. Names and addresses that begin with a word such as support or sales give it away."
  severity      = "medium"
  documentation = file("./users/docs/user_not_shared.md")

  sql = <<-EOQ
    with
      ${local.users_cte},
      judged as (
        select
          *,
          (
            select
              min(word)
            from
              unnest($1::text[]) as w(word)
              cross join lateral (select '^' || regexp_replace(word, '([^[:alnum:]])', '\\\1', 'g') || '([^[:alpha:]]|$)' as pattern) as p
            where
              email ~* pattern
              or user_name ~* pattern
          ) as word
        from
          users
      )
    select
      id::text as resource,
      case
        when word is not null then 'alarm'
        when email is null and user_name = '' then 'info'
        else 'ok'
      end as status,
      case
        when word is not null then label || ' has a name or an address that begins with the word ' || word || ', as those of shared accounts do.'
        when email is null and user_name = '' then label || ' has neither a name nor an address.'
        else label || ' has a name and an address like one person.'
      end as reason,
      user_name,
      company_name
    from
      judged
    union all
    ${local.users_none_sql}
  EOQ

  param "shared_account_words" {
    description = "Words that the name or the address of a shared account begins with."
    default     = var.shared_account_words
  }

  tags = merge(local.users_common_tags, {
    hipaa    = "true"
    pci_dss  = "true"
    requests = "1"
    soc_2    = "true"
  })
}

control "user_in_team" {
  title         = "Users should be in a team"
  description   = "Calls are distributed and figures are counted by team: who is in none is easily overlooked, also when leaving."
  severity      = "low"
  documentation = file("./users/docs/user_in_team.md")

  sql = <<-EOQ
    with
      ${local.users_cte},
      teams as materialized (
        select distinct
          coalesce(company_name, '') as company_name
        from
          aircall_team
      ),
      members as materialized (
        select
          user_id,
          count(*) as team_count
        from
          aircall_team_member
        group by
          user_id
      )
    select
      u.id::text as resource,
      case
        when m.user_id is null then 'alarm'
        else 'ok'
      end as status,
      case
        when m.user_id is null then u.label || ' is in no team.'
        when m.team_count = 1 then u.label || ' is in a team.'
        else u.label || ' is in ' || m.team_count || ' teams.'
      end as reason,
      u.user_name,
      u.company_name
    from
      users as u
      join teams as t on t.company_name = u.company_name
      left join members as m on m.user_id = u.id
    union all
    select
      company_name as resource,
      'info' as status,
      'There are no teams: somebody has to say whether none is needed.' as reason,
      '' as user_name,
      company_name
    from
      companies
    where
      company_name in (select company_name from users)
      and company_name not in (select company_name from teams)
    union all
    ${local.users_none_sql}
  EOQ

  tags = merge(local.users_common_tags, {
    requests = "2"
  })
}

control "user_seat_used" {
  title         = "Seats should be in use"
  description   = "A user without a call for weeks is paid for, and may be an account that nobody has closed."
  severity      = "medium"
  documentation = file("./users/docs/user_seat_used.md")

  sql = <<-EOQ
    with
      ${local.users_cte},
      busy as materialized (
        select
          user_id,
          count(*) as call_count
        from
          aircall_call
        where
          started_at >= now() - make_interval(days => $1::int)
        group by
          user_id
      ),
      judged as (
        select
          u.*,
          b.call_count,
          case
            when b.call_count > 0 then 'used'
            when u.created_at >= now() - make_interval(days => $1::int) then 'young'
            else 'idle'
          end as verdict
        from
          users as u
          left join busy as b on b.user_id = u.id
      )
    select
      id::text as resource,
      case verdict
        when 'used' then 'ok'
        when 'young' then 'skip'
        else 'alarm'
      end as status,
      case verdict
        when 'used' then label || ': ' || call_count || case when call_count = 1 then ' call' else ' calls' end || ' in the last ' || $1::int || ' days.'
        when 'young' then label || ' is too young to judge, made in the last ' || $1::int || ' days.'
        else label || ' had no call in the last ' || $1::int || ' days.'
      end as reason,
      user_name,
      company_name
    from
      judged
    union all
    ${local.users_none_sql}
  EOQ

  param "lookback_days" {
    description = "How many days of calls are looked at."
    default     = var.lookback_days
  }

  tags = merge(local.users_common_tags, {
    pci_dss  = "true"
    requests = "1, and the calls of lookback_days"
    soc_2    = "true"
  })
}
