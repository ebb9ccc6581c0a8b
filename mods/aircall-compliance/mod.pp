mod "aircall_compliance" {
  # Hub metadata
  title         = "Aircall Compliance"
  description   = "Check webhooks, users, lines, recordings, contacts and calls of an Aircall company against rules of security, data protection and conduct, using Powerpipe and Steampipe."
  color         = "#00B388"
  documentation = file("./docs/index.md")
  icon          = "/images/mods/turbot/aircall-compliance.svg"
  categories    = ["aircall", "compliance", "saas", "security"]
  database      = var.database

  opengraph {
    title       = "Powerpipe Mod for Aircall Compliance"
    description = "Check webhooks, users, lines, recordings, contacts and calls of an Aircall company against rules of security, data protection and conduct, using Powerpipe and Steampipe."
    image       = "/images/mods/turbot/aircall-compliance-social-graphic.png"
  }

  require {
    plugin "aircall" {
      min_version = "0.1.0"
    }
  }
}
