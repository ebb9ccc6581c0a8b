# Where to ask

variable "database" {
  type        = connection.steampipe
  description = "The Steampipe that is asked: a connection of Powerpipe."
  default     = connection.steampipe.default
}

variable "lookback_days" {
  type        = number
  description = "How many days of calls the controls look at that read calls. They share one reading: every 50 calls cost a request."
  default     = 30
}

# Webhooks and integrations

variable "approved_webhook_domains" {
  type        = list(string)
  description = "Domains that webhooks may send to; subdomains are included. While it is empty, somebody has to look at each webhook."
  default     = []
}

variable "tunnel_domains" {
  type        = list(string)
  description = "Domains of tunnels and inspection services, which no webhook should send to."
  default = [
    "beeceptor.com",
    "hookbin.com",
    "lhr.life",
    "localhost.run",
    "localtunnel.me",
    "loca.lt",
    "ngrok.app",
    "ngrok.dev",
    "ngrok.io",
    "ngrok-free.app",
    "ngrok-free.dev",
    "pipedream.net",
    "requestbin.com",
    "requestbin.net",
    "requestcatcher.com",
    "serveo.net",
    "trycloudflare.com",
    "webhook.site"
  ]
}

variable "webhook_events_all" {
  type        = number
  description = "From how many kinds of events on a webhook counts as getting all of them. Aircall has about 90."
  default     = 60
}

variable "webhook_content_events" {
  type        = list(string)
  description = "Beginnings of the names of events that carry content: contacts, transcripts, messages."
  default     = ["contact.", "transcription.", "message."]
}

# Users and access

variable "company_domains" {
  type        = list(string)
  description = "Domains of the e-mail addresses that users may have; subdomains are not included. While it is empty, somebody has to look at each user."
  default     = []
}

variable "free_mail_domains" {
  type        = list(string)
  description = "Domains of free e-mail, which no user should have."
  default = [
    "aol.com",
    "free.fr",
    "gmail.com",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hotmail.com",
    "icloud.com",
    "laposte.net",
    "live.com",
    "mail.com",
    "mail.ru",
    "me.com",
    "msn.com",
    "orange.fr",
    "outlook.com",
    "proton.me",
    "protonmail.com",
    "t-online.de",
    "web.de",
    "yahoo.com",
    "yandex.ru",
    "ymail.com"
  ]
}

variable "shared_account_words" {
  type        = list(string)
  description = "Words that the name or the e-mail address of an account begins with when several people share it."
  default = [
    "accounting",
    "admin",
    "billing",
    "contact",
    "hello",
    "helpdesk",
    "info",
    "office",
    "reception",
    "sales",
    "service",
    "shared",
    "support",
    "team",
    "test"
  ]
}

# Numbers and routing

variable "always_open_numbers" {
  type        = list(string)
  description = "Lines that may be open or closed at all hours, by their id or name."
  default     = []
}

# Recording and content

variable "no_record_countries" {
  type        = list(string)
  description = "Countries whose lines must not record, as ISO 3166-1 alpha-2 codes."
  default     = []
}

variable "must_record_numbers" {
  type        = list(string)
  description = "Lines that must record, by their id or name, unless their country forbids it."
  default     = []
}

variable "retention_days" {
  type        = number
  description = "After how many days recordings and voicemails have to be gone. Beyond 173 nobody can check it: Aircall shows six months."
  default     = 90
}

variable "pci_numbers" {
  type        = list(string)
  description = "Lines on which card numbers may be said, by their id or name. While it is empty, no transcript is read."
  default     = []
}

variable "pci_calls" {
  type        = number
  description = "How many of the newest calls of pci_numbers are read. Each costs a request."
  default     = 50
}

# Data protection

variable "erasure_phone_numbers" {
  type        = list(string)
  description = "Phone numbers of people who were erased, in E.164 form such as +33123456789. Each costs two requests or more."
  default     = []
}

variable "erasure_emails" {
  type        = list(string)
  description = "E-mail addresses of people who were erased. Each costs a request or more."
  default     = []
}

# Conduct

variable "do_not_call_numbers" {
  type        = list(string)
  description = "Phone numbers that must not be called, in E.164 form such as +33123456789."
  default     = []
}

variable "do_not_call_tags" {
  type        = list(string)
  description = "Tags that say that the other party does not want to be called again."
  default     = ["Do not call"]
}

variable "calling_hours_from" {
  type        = string
  description = "From what time of day on people in the United States may be called, by their own clock."
  default     = "08:00"
}

variable "calling_hours_to" {
  type        = string
  description = "Until what time of day people in the United States may be called, by their own clock."
  default     = "21:00"
}

variable "dials_per_day" {
  type        = number
  description = "How often one number may be called on a day of the line, answered or not."
  default     = 3
}

variable "dials_per_week" {
  type        = number
  description = "How often one number may be called in seven days, answered or not."
  default     = 7
}

variable "untagged_percent" {
  type        = number
  description = "What share of a team's answered calls may be without a tag, in percent."
  default     = 20
}

variable "toll_fraud_days" {
  type        = number
  description = "Destinations called in the last so many days, and in no earlier call of lookback_days, are new."
  default     = 7
}

variable "toll_fraud_history" {
  type        = number
  description = "How many earlier outbound calls there have to be for a destination to count as new."
  default     = 50
}

variable "toll_fraud_cents" {
  type        = number
  description = "What one call may cost, in US cents."
  default     = 500
}

variable "toll_fraud_minutes_abroad" {
  type        = number
  description = "How many minutes a user may talk abroad on a day of the line."
  default     = 120
}

variable "toll_fraud_calls_at_night" {
  type        = number
  description = "How many outbound calls a line may make in an hour between 22:00 and 6:00 of its own time."
  default     = 10
}

variable "voicemail_hours" {
  type        = number
  description = "Within how many hours a voicemail has to be dealt with."
  default     = 24
}
