variable "database" {
  type        = connection.steampipe
  description = "The Steampipe connection to ask: --var database=connection.steampipe.NAME takes another than the default."
  default     = connection.steampipe.default
}

variable "time_zone" {
  type        = string
  description = "The time zone of the days on the pages' axes, for instance Europe/Paris. Empty: the one that most lines are in."
  default     = ""
}

variable "service_level_seconds" {
  type        = number
  description = "The first choice of the threshold of the service level, in seconds."
  default     = 20
}

variable "meeting_tag" {
  type        = string
  description = "The tag of calls that led to a meeting."
  default     = "meeting"
}

variable "dials_to_one_number" {
  type        = number
  description = "A number that was dialled more often than this in the window is listed on the outbound page."
  default     = 3
}
