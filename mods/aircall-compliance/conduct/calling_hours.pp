locals {
  # The time zones of the United States' area codes. Codes that reach into two zones stand beside both. Those without a
  # zone belong to other countries that share +1. Codes that are not here (toll-free ones, say) may be in any zone.
  area_codes_cte = <<-EOQ
    area_codes as materialized (
      select
        code,
        string_to_array(zones, ',') as zones
      from
        (
          values
            ('America/New_York', '201 202 203 207 212 215 216 220 223 227 229 231 234 239 240 248 252 260 267 269 272 276 283 301 302 304 305 313 315 317 321 324 326 329 330 332 336 339 347 351 352 363 380 386 401 404 407 410 412 413 419 434 440 443 445 463 470 472 475 478 484 502 508 513 516 517 518 540 551 561 567 570 571 582 585 586 603 607 609 610 614 616 617 631 640 645 646 656 667 678 680 681 686 689 703 704 706 716 717 718 724 727 728 732 734 740 743 754 757 762 765 770 771 772 774 781 786 802 803 804 810 813 814 821 826 828 835 838 839 843 845 848 854 856 857 859 860 862 863 864 865 878 904 908 910 912 914 917 919 929 934 937 941 943 947 948 954 959 973 978 980 984 989'),
            ('America/Chicago', '205 210 214 217 218 224 225 228 235 251 254 256 262 274 281 309 312 314 316 318 319 320 325 327 331 334 337 346 353 361 402 405 409 414 417 430 447 464 469 479 501 504 507 512 515 531 534 539 557 563 572 573 580 601 608 612 615 618 629 630 636 641 651 659 660 662 682 708 712 713 715 726 730 731 737 763 769 773 779 806 815 816 817 830 832 847 870 872 901 903 913 918 920 931 936 938 940 945 952 956 972 975 979 985'),
            ('America/Denver', '303 307 385 406 435 505 575 719 720 748 801 915 970 983'),
            ('America/Los_Angeles', '206 209 213 253 279 310 323 341 350 360 369 408 415 424 425 442 503 509 510 530 559 562 564 619 626 628 650 657 661 669 702 707 714 725 738 747 760 805 818 820 831 840 858 909 916 925 949 951 971'),
            ('America/New_York,America/Chicago', '219 270 364 423 448 574 606 812 850 906 930'),
            ('America/Chicago,America/Denver', '308 432 605 620 701 785'),
            ('America/Denver,America/Los_Angeles', '208 458 541 775 986'),
            ('America/Phoenix', '480 520 602 623'),
            ('America/Phoenix,America/Denver', '928'),
            ('America/Anchorage,America/Adak', '907'),
            ('Pacific/Honolulu', '808'),
            ('America/Puerto_Rico', '340 787 939'),
            ('Pacific/Guam', '670 671'),
            ('Pacific/Pago_Pago', '684'),
            ('', '204 226 236 242 246 249 250 257 263 264 268 284 289 306 343 345 354 365 367 368 382 403 416 418 428 431 437 438 441 450 468 473 474 506 514 519 548 579 581 584 587 600 604 613 622 633 639 647 649 658 664 672 683 705 709 721 742 753 758 767 778 780 782 784 807 809 819 825 829 849 867 868 869 873 876 879 902 905 942')
        ) as v(zones, codes)
        cross join unnest(string_to_array(codes, ' ')) as c(code)
    )
  EOQ

  us_time_zones = "{America/New_York,America/Chicago,America/Denver,America/Los_Angeles,America/Anchorage,Pacific/Honolulu}"
}

control "call_respects_calling_hours" {
  title         = "People in the United States should be called by day"
  description   = "Telemarketing calls before 8 in the morning and after 9 in the evening are forbidden there, by the clock of whoever is called."
  severity      = "high"
  documentation = file("./conduct/docs/call_respects_calling_hours.md")

  sql = <<-EOQ
    with
      ${local.companies_cte},
      ${local.area_codes_cte},
      calls as materialized (
        select
          id as call_id,
          started_at,
          direction,
          phone_number,
          number_id,
          number_name,
          coalesce(company_name, '') as company_name
        from
          aircall_call
        where
          started_at >= now() - make_interval(days => $1::int)
      ),
      dials as (
        select
          c.*,
          a.code is not null as zone_known,
          t.inside,
          t.outside,
          t.clock
        from
          calls as c
          left join area_codes as a on a.code = substr(c.phone_number, 3, 3)
          cross join lateral (
            select
              count(*) filter (where clock between $2::text::time and $3::text::time) as inside,
              count(*) filter (where clock not between $2::text::time and $3::text::time) as outside,
              min(clock) as clock
            from
              unnest(coalesce(a.zones, '${local.us_time_zones}'::text[])) as z(zone)
              cross join lateral (select (c.started_at at time zone zone)::time as clock) as l
          ) as t
        where
          c.direction = 'outbound'
          and c.phone_number ~ '^\+1[2-9][0-9]{9}$'
          and t.inside + t.outside > 0
      ),
      judged as (
        select
          *,
          case
            when outside = 0 then 'inside'
            when inside = 0 and zone_known then 'outside'
            when zone_known then 'several zones'
            else 'no zone'
          end as verdict
        from
          dials
      ),
      findings as (
        select
          *,
          case verdict
            when 'outside' then 'alarm'
            else 'info'
          end as status,
          case verdict
            when 'outside' then 'was made at ' || to_char(clock, 'HH24:MI') || ' by the clock of the callee''s area code, outside ' || $2 || ' to ' || $3
            when 'several zones' then 'may have been made outside ' || $2 || ' to ' || $3 || ': the callee''s area code has two time zones'
            else 'may have been made outside ' || $2 || ' to ' || $3 || ': the callee''s area code has no time zone of its own'
          end as fact,
          case verdict
            when 'outside' then 'was made outside ' || $2 || ' to ' || $3 || ' by the clock of the callee''s area code'
            else 'may have been made outside ' || $2 || ' to ' || $3 || ' by the callee''s clock'
          end as kind
        from
          judged
        where
          verdict <> 'inside'
      ),
      otherwise as (
        select
          company_name,
          case
            when count(call_id) = 0 then 'skip'
            else 'ok'
          end as status,
          case
            when count(call_id) = 0 then 'There was no call to the United States in the last ' || $1::int || ' days.'
            else 'Each of the ' || count(call_id) || ' calls to the United States in the last ' || $1::int || ' days was made between ' || $2 || ' and ' || $3 || ' by the callee''s clock.'
          end as reason
        from
          companies
          left join dials using (company_name)
        group by
          company_name
      )
    ${local.calls_report_sql}
  EOQ

  param "lookback_days" {
    description = "How many days of calls are looked at."
    default     = var.lookback_days
  }

  param "calling_hours_from" {
    description = "From what time of day on people may be called, by their own clock."
    default     = var.calling_hours_from
  }

  param "calling_hours_to" {
    description = "Until what time of day people may be called, by their own clock."
    default     = var.calling_hours_to
  }

  tags = merge(local.conduct_common_tags, {
    tcpa = "true"
  })
}
