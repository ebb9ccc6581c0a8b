package archive

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

// analysed is a company whose last two answered calls of the last day have a summary, and the others nothing.
func analysed(c *fakeaircall.Company) (with []int64, answered int) {
	c.Conversations = map[int64]*fakeaircall.Conversation{}
	for i := len(c.Calls) - 1; i >= 0; i-- {
		call := &c.Calls[i]
		if call.AnsweredAt == 0 || call.EndedAt == 0 {
			continue
		}
		if answered++; len(with) < 2 {
			with = append(with, call.ID)
			c.Conversations[call.ID] = &fakeaircall.Conversation{Summary: fmt.Sprintf("of %d", call.ID), ID: 4294967500, CreatedAt: time.Now(),
				Transcription: &fakeaircall.Transcription{Type: "call", Language: "en-GB", Utterances: []fakeaircall.Utterance{{End: 1, Text: "hello", ParticipantType: "internal"}, {Start: 2, End: 3, Text: "bye"}}}}
		}
	}
	return with, answered
}

// made counts the requests for an artefact.
func (s *site) made(path string) (n int) {
	for _, r := range s.server.Requests() {
		if strings.HasSuffix(r.Path, path) {
			n++
		}
	}
	return n
}

func TestArtefactsAreAskedForOncePerCall(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := small(3)
		with, answered := analysed(c)
		s := start(t, c)
		only := func(o *Options) { o.Tables = []string{"aircall_call_summary"} }
		s.run()
		if n := s.made("/summary"); n != 0 {
			t.Errorf("%d requests for summaries that nobody has named", n)
		}
		s.run(only)
		if n := s.made("/summary"); n != answered {
			t.Errorf("%d requests for summaries, want one for each of %d answered calls", n, answered)
		}
		if got := s.one("select count(*), sum(content = 'of ' || call_id) from aircall_call_summary where position = 1"); got != "2 2" {
			t.Errorf("summaries: %s", got)
		}
		// Inside the re-read what has none is asked again, what has one is not; before it nothing is.
		time.Sleep(time.Hour)
		s.server.ResetRequests()
		recent := 0
		for _, call := range c.Between(time.Now().Add(-49*time.Hour), time.Now()) {
			if call.AnsweredAt != 0 && call.EndedAt != 0 && call.ID != with[0] && call.ID != with[1] {
				recent++
			}
		}
		late := int64(0)
		s.server.Change(func(c *fakeaircall.Company) {
			for _, call := range c.Between(time.Now().Add(-40*time.Hour), time.Now()) {
				if call.AnsweredAt != 0 && call.EndedAt != 0 && c.Conversations[call.ID] == nil {
					late = call.ID
				}
			}
			c.Conversations[late] = &fakeaircall.Conversation{Summary: "late", ID: 4294967600, CreatedAt: time.Now()}
		})
		report := s.run(only)
		if n := s.made("/summary"); n != recent || recent == 0 || recent == answered-2 {
			t.Errorf("%d requests for summaries in the second run, want %d of %d", n, recent, answered)
		}
		if got := s.one("select content from aircall_call_summary where call_id = ?", late); got != "late" {
			t.Errorf("the late summary is %s", got)
		}
		if !strings.Contains(report.String(), "1 summary new") {
			t.Errorf("the report says %s", report)
		}
	})
}

func TestOneAnswerFillsTwoTables(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := small(3)
		_, _ = analysed(c)
		s := start(t, c)
		s.run(func(o *Options) { o.Tables = []string{"aircall_call_transcript"} })
		asked := s.made("/transcription")
		s.server.ResetRequests()
		s.run(func(o *Options) { o.Tables = []string{"aircall_call_transcript", "aircall_call_utterance"} })
		if n := s.made("/transcription"); n != asked {
			t.Errorf("%d requests for the utterances, want %d", n, asked)
		}
		if got := s.one("select count(*), max(position), (select count(*) from aircall_call_transcript) from aircall_call_utterance"); got != "4 2 2" {
			t.Errorf("utterances and transcripts: %s", got)
		}
		if got := s.one("select count(*) from aircall_call_utterance as u join aircall_call as c on c.id = u.call_id and c.started_at = u.call_started_at"); got != "4" {
			t.Errorf("%s utterances say when their call started", got)
		}
		// The start of a call moves by a second after it has ended.
		s.server.Change(func(c *fakeaircall.Company) {
			for i := range c.Calls {
				c.Calls[i].StartedAt++
			}
		})
		s.run(func(o *Options) { o.Tables = []string{"aircall_call_utterance"} })
		if got := s.one("select count(*) from aircall_call_utterance as u join aircall_call as c on c.id = u.call_id and c.started_at = u.call_started_at"); got != "4" {
			t.Errorf("%s utterances say when their call started, after it has moved", got)
		}
	})
}

func TestAMissingAddOnIsToldOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := small(3)
		_, _ = analysed(c)
		s := start(t, c)
		s.server = fakeaircall.New(c, fakeaircall.Options{RateLimit: -1, Plan: fakeaircall.NoAddOn})
		s.options.Connections = nil
		s.connect(s.server)
		report := s.try(func(o *Options) {
			o.Tables = []string{"aircall_call_transcript", "aircall_call_utterance", "aircall_tag"}
		})
		if n := s.made("/transcription"); n != 1 || len(report.Problems) != 1 || !strings.Contains(report.Problems[0], "aircall_call_transcript: ") {
			t.Errorf("%d requests, problems %q", n, report.Problems)
		}
		if got := s.one("select count(*) from aircall_tag"); got != fmt.Sprint(len(c.Tags)) {
			t.Errorf("%s tags", got)
		}
	})
}

func TestEveryTableThatIsArchivedByName(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := start(t, fixture.Filled(time.Now()))
		named := []string{
			"aircall_user_number", "aircall_sms_template", "aircall_whatsapp_template", "aircall_call_transcript", "aircall_call_utterance", "aircall_call_summary", "aircall_call_topic",
			"aircall_call_sentiment", "aircall_call_action_item", "aircall_call_predicted_csat", "aircall_call_custom_summary", "aircall_call_playbook_result", "aircall_call_evaluation",
		}
		s.run(func(o *Options) { o.Tables = named })
		for _, table := range named {
			if got := s.one("select count(*) > 0 from " + table); got != "1" {
				t.Errorf("%s is empty", table)
			}
		}
		for _, count := range s.run(func(o *Options) { o.Tables = named }).Counts {
			t.Errorf("%+v changed, though nothing had", count)
		}
		s.server.Change(func(c *fakeaircall.Company) { c.DeleteUser(c.Users[0].ID) })
		s.run(func(o *Options) { o.Tables = named })
		if got := s.one("select min(deleted_at is not null) from aircall_user_number"); got != "1" {
			t.Error("the numbers of a deleted user are not marked")
		}
	})
}
