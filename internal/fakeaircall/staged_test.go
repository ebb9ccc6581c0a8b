package fakeaircall

import (
	"testing"
	"time"
)

// TestAnyThreeDaysHaveEverything: at any hour of the year a long talk that was analysed in every way, and a campaign that
// was dialled, are three days old at most or a little more.
func TestAnyThreeDaysHaveEverything(t *testing.T) {
	t.Parallel()
	for moment := time.Date(2026, 1, 1, 0, 0, 1, 0, time.UTC); moment.Year() == 2026; moment = moment.Add(29*time.Hour + 7*time.Minute) {
		c := NewCompany(1, moment, Size{Days: 5, Contacts: 40})
		analysed := 0
		for _, call := range c.Between(moment.Add(-72*time.Hour), moment) {
			talk := c.Conversations[call.ID]
			if talk != nil && call.UserID != 0 && call.EndedAt-call.AnsweredAt > 600 && len(talk.ActionItems) > 0 && talk.CSAT != nil &&
				talk.CustomSummary != nil && talk.Playbook != nil && talk.Evaluations != nil && len(talk.Transcription.Utterances) > 0 {
				analysed++
			}
		}
		if analysed == 0 {
			t.Errorf("%s: no long talk of three days was analysed in every way", moment)
		}
		for user, campaign := range c.DialerCampaigns {
			if called, answered := campaign.called(c); called == 0 || answered == 0 {
				t.Errorf("%s: of the numbers of user %d %d were called and %d answered", moment, user, called, answered)
			}
		}
	}
}

// called counts the campaign's calls since it began.
func (d *DialerCampaign) called(c *Company) (called, answered int) {
	for _, number := range d.Numbers {
		for _, call := range c.Calls {
			if number.Called && call.StartedAt > d.CreatedAt.Unix() && e164(call.RawDigits) == number.Number {
				called++
				if call.AnsweredAt != 0 {
					answered++
				}
			}
		}
	}
	return called, answered
}
