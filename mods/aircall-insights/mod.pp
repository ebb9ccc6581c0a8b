mod "aircall_insights" {
  # Hub metadata
  title         = "Aircall Insights"
  description   = "Dashboards of a company's phone system: answered and missed calls, call-backs, staffing, agents, lines, menus, voicemails, outbound calls and cost, using Powerpipe and Steampipe."
  color         = "#00B388"
  documentation = file("./docs/index.md")
  icon          = "/images/mods/turbot/aircall-insights.svg"
  categories    = ["aircall", "dashboard", "saas", "telephony"]
  database      = var.database

  opengraph {
    title       = "Powerpipe Mod for Aircall Insights"
    description = "Dashboards of a company's phone system: answered and missed calls, call-backs, staffing, agents, lines, menus, voicemails, outbound calls and cost, using Powerpipe and Steampipe."
    image       = "/images/mods/turbot/aircall-insights-social-graphic.png"
  }

  require {
    plugin "aircall" {
      min_version = "0.1.0"
    }
  }
}
