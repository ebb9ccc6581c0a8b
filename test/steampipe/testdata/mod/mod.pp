mod "harness" {
  title       = "Harness"
  description = "What the tests of the mods rely on."
  database    = var.database
}
