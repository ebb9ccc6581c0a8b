package aircall

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

// An Artefact is what Aircall's conversation intelligence makes of a call and gives by a request of its own for each: one
// answer fills one table or several.
type Artefact struct {
	Tables   []string
	Outcomes []string // of the calls that can have it

	rows func(context.Context, *api.Client, ArtefactCall) (ArtefactRows, error)
}

// An ArtefactCall is a call that may have artefacts.
type ArtefactCall struct {
	ID        int64
	StartedAt time.Time
}

// ArtefactRows are the rows that an artefact of one call has, by table; none where Aircall has made nothing of it.
type ArtefactRows struct {
	ArtefactCall
	Rows       map[string][][]any
	Unreadable error // a value of the answer that does not fit; then there are no rows
}

func newArtefacts(tables map[string]*plugin.Table) []*Artefact {
	return []*Artefact{
		newArtefact(callTranscripts.read, callTranscripts.voicemails, insightSheet(tables, "aircall_call_transcript", callTranscripts), insightSheet(tables, "aircall_call_utterance", callUtterances)),
		newArtefact(callSummaries.read, callSummaries.voicemails, insightSheet(tables, "aircall_call_summary", callSummaries)),
		newArtefact(callTopics.read, callTopics.voicemails, insightSheet(tables, "aircall_call_topic", callTopics)),
		newArtefact(callSentiments.read, callSentiments.voicemails, insightSheet(tables, "aircall_call_sentiment", callSentiments)),
		newArtefact(callActionItems.read, callActionItems.voicemails, insightSheet(tables, "aircall_call_action_item", callActionItems)),
		newArtefact(callPredictedCSATs.read, callPredictedCSATs.voicemails, insightSheet(tables, "aircall_call_predicted_csat", callPredictedCSATs)),
		newArtefact(callCustomSummaries.read, callCustomSummaries.voicemails, insightSheet(tables, "aircall_call_custom_summary", callCustomSummaries)),
		newArtefact(callPlaybookResults.read, callPlaybookResults.voicemails, insightSheet(tables, "aircall_call_playbook_result", callPlaybookResults)),
		newArtefact(callEvaluations.read, callEvaluations.voicemails, insightSheet(tables, "aircall_call_evaluation", callEvaluations)),
	}
}

func insightSheet[W, I any](tables map[string]*plugin.Table, name string, spec insightSpec[W, I]) insideSheet[insight[W]] {
	return partSheet(tables, name, func(in *insight[W]) []I { return spec.items(in.answer) })
}

func newArtefact[W any](read func(*api.Client, context.Context, int64) (*W, error), voicemails bool, sheets ...insideSheet[insight[W]]) *Artefact {
	a := &Artefact{Outcomes: []string{"answered"}}
	if voicemails {
		a.Outcomes = append(a.Outcomes, "voicemail")
	}
	for _, s := range sheets {
		a.Tables = append(a.Tables, s.table)
	}
	a.rows = func(ctx context.Context, c *api.Client, call ArtefactCall) (ArtefactRows, error) {
		of := ArtefactRows{ArtefactCall: call, Rows: map[string][][]any{}}
		answer, err := read(c, ctx, call.ID)
		if api.IsNotFound(err) {
			return of, nil
		}
		if err != nil {
			return of, err
		}
		in := &insight[W]{callID: call.ID, startedAt: api.Time{Time: call.StartedAt}, answer: answer}
		for _, s := range sheets {
			if of.Rows[s.table], err = s.rows(in); err != nil {
				return ArtefactRows{ArtefactCall: call, Unreadable: fmt.Errorf("call %d: %w", call.ID, err)}, nil
			}
		}
		return of, nil
	}
	return a
}

// Artefacts are all that there are.
func (r *Reader) Artefacts() []*Artefact { return r.artefacts }

// Artefact reads an artefact of each of some calls, several side by side, in their order. It ends with the first error.
func (r *Reader) Artefact(ctx context.Context, a *Artefact, calls []ArtefactCall) iter.Seq2[ArtefactRows, error] {
	one := func(ctx context.Context, call ArtefactCall) ([]ArtefactRows, error) {
		rows, err := a.rows(ctx, r.client, call)
		return []ArtefactRows{rows}, advised(err)
	}
	return table.FanOut(ctx, table.Each(calls), one)
}

// Requested reads the rows of a table that has to be requested for each parent: the numbers of users, by a user's id, and
// the WhatsApp templates of numbers, by a number's. The rows are those of all parents, in their order.
func (r *Reader) Requested(ctx context.Context, name string, parents []int64) ([]Record, error) {
	one := r.requested[name]
	if one == nil {
		return nil, fmt.Errorf("table %s is not requested for each parent", name)
	}
	return table.ReadAll(table.FanOut(ctx, table.Each(parents), func(ctx context.Context, parent int64) ([]Record, error) {
		records, err := one(ctx, parent)
		return records, advised(err)
	}))
}

// requestedSheet evaluates the rows that a parent has.
func requestedSheet[T any](client *api.Client, tables map[string]*plugin.Table, name string, read func(*api.Client, context.Context, int64) ([]*T, error)) func(context.Context, int64) ([]Record, error) {
	s := newSheet[subresource[T]](tables, name)
	return func(ctx context.Context, parent int64) ([]Record, error) {
		items, err := read(client, ctx, parent)
		if api.IsNotFound(err) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		all := make([]Record, len(items))
		for i, item := range items {
			if all[i], err = s.record(&subresource[T]{Parent: parent, Item: item, Position: int64(i) + 1}); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
		return all, nil
	}
}
