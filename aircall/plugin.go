// Package aircall is the Steampipe plugin: what the tables are, and what a column of them is.
// How Aircall is asked is the business of internal/api.
package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-aircall/internal/sdkenv"
	"github.com/turbot/steampipe-plugin-aircall/internal/standalone"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"
)

// Name is the plugin's own, by which Steampipe starts it.
const Name = "steampipe-plugin-aircall"

// CompanyColumn names the column that every table ends with.
const CompanyColumn = table.CompanyColumn

// Plugin describes the plugin. It needs no credentials, no network and no configuration.
func Plugin(context.Context) *plugin.Plugin {
	sdkenv.FreeMemoryRarely()
	return &plugin.Plugin{
		Name:                   Name,
		ConnectionConfigSchema: &plugin.ConnectionConfigSchema{NewInstance: newConfig},
		TableMap:               tableMap(),
	}
}

// tables is the index of the plugin.
func tables() []table.Definition {
	return []table.Definition{
		tableAircallAPIUsage(),
		tableAircallCall(),
		tableAircallCallActionItem(),
		tableAircallCallAIVoiceAgent(),
		tableAircallCallComment(),
		tableAircallCallCustomSummary(),
		tableAircallCallEvaluation(),
		tableAircallCallEvent(),
		tableAircallCallIVROption(),
		tableAircallCallParticipant(),
		tableAircallCallPlaybookResult(),
		tableAircallCallPredictedCSAT(),
		tableAircallCallSentiment(),
		tableAircallCallSummary(),
		tableAircallCallTag(),
		tableAircallCallTeam(),
		tableAircallCallTopic(),
		tableAircallCallTranscript(),
		tableAircallCallUtterance(),
		tableAircallCallVolume(),
		tableAircallCampaignContact(),
		tableAircallCompany(),
		tableAircallContact(),
		tableAircallContactEmail(),
		tableAircallContactPhoneNumber(),
		tableAircallDialerCampaign(),
		tableAircallDialerCampaignNumber(),
		tableAircallIntegration(),
		tableAircallMissedCall(),
		tableAircallNumber(),
		tableAircallSMSTemplate(),
		tableAircallTag(),
		tableAircallTeam(),
		tableAircallTeamMember(),
		tableAircallUser(),
		tableAircallUserAvailability(),
		tableAircallUserNumber(),
		tableAircallWebhook(),
		tableAircallWhatsAppStatus(),
		tableAircallWhatsAppTemplate(),
	}
}

// Filters names, for each table that has any, the columns that are pushed into the request though
// they are not declared as key columns. Equality with a value and IN lists are pushed, and the rows
// that come match exactly.
func Filters() map[string][]string {
	filters := map[string][]string{}
	for _, t := range tables() {
		if len(t.Filters) > 0 {
			filters[t.Name] = t.Filters
		}
	}
	return filters
}

// FromQual names, for each table that has any, those of its filters that only repeat the value which
// the rows are asked for by: a row has several of it, or the column says what is counted.
func FromQual() map[string][]string {
	fromQual := map[string][]string{}
	for _, t := range tables() {
		if len(t.FromQual) > 0 {
			fromQual[t.Name] = t.FromQual
		}
	}
	return fromQual
}

// PerKeyRequest names the tables that cost a request for each call or user, unless a key says which: those with a
// key that takes equality alone.
func PerKeyRequest() []string {
	var costly []string
	for _, t := range tables() {
		if t.PerKeyRequest() {
			costly = append(costly, t.Name)
		}
	}
	return costly
}

// tableMap turns the SDK's query cache off for every table. With it a scan runs on a context of the SDK's own, where an
// error does not find its sink (scansink), and a reader that pauses loses the error or the plugin's process. It does not
// know of undeclared filters either, and would answer one with the rows of another. The client keeps what was read.
func tableMap() map[string]*plugin.Table {
	byName := map[string]*plugin.Table{}
	for _, t := range tables() {
		t.Cache = &plugin.TableCacheOptions{Enabled: false}
		standalone.HoldRows(t.Table, reportError)
		byName[t.Name] = t.Table
	}
	return byName
}
