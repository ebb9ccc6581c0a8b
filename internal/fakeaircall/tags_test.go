package fakeaircall_test

import (
	"fmt"
	"testing"
)

// Measured: only Aircall's own tags have a description, which is a code; their names are the text for people.
func TestTagDescriptionsAreCodesOfSystemTags(t *testing.T) {
	t.Parallel()
	_, s := demo(t)
	system := map[string]string{
		"Callback Request": "queue_callback #29C8FF", "Called Back": "queue_called_back #B285D1", "Conference": "conference #000000",
		"Follow Up": "follow_up_self_assign #ff7d03", "Voicemail Drop": "voicemail_drop #FCBB26", "Voice Virtual Agent": "voice_virtual_agent #00B388",
	}
	found := 0
	for _, tag := range rows(t, s, "/v1/tags?per_page=50", "tags") {
		want, ours := system[tag["name"].(string)]
		switch {
		case !ours && tag["description"] != nil:
			t.Errorf("the company's tag %v has the description %v", tag["name"], tag["description"])
		case ours && fmt.Sprint(tag["description"], " ", tag["color"]) != want:
			t.Errorf("%v is %v in %v, want %s", tag["name"], tag["description"], tag["color"], want)
		case ours:
			found++
		}
	}
	if found == 0 {
		t.Error("there is no tag of Aircall's own")
	}
}

// Measured: most tags come within five minutes of a call's end, a few much later.
func TestMostTagsComeSoonAfterTheCall(t *testing.T) {
	t.Parallel()
	c, _ := demo(t)
	soon, later, muchLater := 0, 0, 0
	for _, call := range c.Calls {
		for _, tag := range call.Detail().Tags {
			if c.Tag(tag.TagID).Name == "Outbound Campaign" { // which the dialler sets
				continue
			}
			switch after := tag.TaggedAt - call.EndedAt; {
			case after < 0 || tag.TaggedAt > noon.Unix():
				t.Errorf("call %d was tagged %d s after its end, at %d", call.ID, after, tag.TaggedAt)
			case after <= 5*60:
				soon++
			case after <= 30*60:
				later++
			default:
				muchLater++
			}
		}
	}
	if muchLater == 0 || muchLater > later || later*10 > soon {
		t.Errorf("%d tags within five minutes, %d within thirty, %d after that", soon, later, muchLater)
	}
}
