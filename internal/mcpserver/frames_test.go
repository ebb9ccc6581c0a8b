//go:build !race || atomicsdk

package mcpserver_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/mcpserver"
)

// TestABrokenFrameIsAnswered: whatever a line is, the server says what is wrong with it, and answers the next one.
func TestABrokenFrameIsAnswered(t *testing.T) { bubble(t, aBrokenFrameIsAnswered) }

func aBrokenFrameIsAnswered(t *testing.T) {
	db, _ := open(t, company(), fakeaircall.Options{}, 1000)
	toServer, fromServer := serve(t, mcpserver.Options{DB: db})
	answers := bufio.NewReaderSize(fromServer, 1<<20)
	exchange := func(frame string) (answer struct {
		ID     any
		Result *struct{ IsError bool }
		Error  *struct {
			Code    int
			Message string
		}
	}) {
		t.Helper()
		go func() { _, _ = io.WriteString(toServer, frame+"\n") }()
		line, err := answers.ReadBytes('\n')
		if err == nil {
			err = json.Unmarshal(line, &answer)
		}
		if err != nil {
			t.Fatalf("%.100s: %v", frame, err)
		}
		return answer
	}
	if a := exchange(`{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}`); a.Error != nil {
		t.Fatal(a.Error)
	}
	go func() {
		_, _ = io.WriteString(toServer, `{"jsonrpc":"2.0","method":"notifications/initialized"}`+"\n\r\n\n")
	}()
	const long = 17 << 20
	for i, test := range []struct {
		frame string
		id    any
		code  int
		want  string
	}{
		{`{"jsonrpc":"2.0","id":1,"method":`, nil, -32700, "a frame is no JSON"},
		{`hello`, nil, -32700, "a frame is no JSON"},
		{"\x00\xff\xfe", nil, -32700, "a frame is no JSON"},
		{`{"jsonrpc":"2.0","id":2,"method":"tools/list"} {}`, nil, -32700, "a frame is no JSON"},
		{strings.Repeat("x", long), nil, -32600, "a frame is longer than 16,777,216 bytes"},
		{`{"jsonrpc":"1.0","id":"three","method":"tools/list"}`, "three", -32600, "no message of JSON-RPC 2.0"},
		{`{"id":4}`, 4.0, -32600, "no message of JSON-RPC 2.0"},
		{`[{"jsonrpc":"2.0","id":5,"method":"tools/list"}]`, nil, -32600, "batches"},
		{`5`, nil, -32600, "no message of JSON-RPC 2.0"},
		{`{"jsonrpc":"2.0","id":{},"method":"tools/list"}`, nil, -32600, "no message of JSON-RPC 2.0"},
		{strings.Repeat("[", 5000) + strings.Repeat("]", 5000), nil, -32600, "no message of JSON-RPC 2.0"},
		{`{"jsonrpc":"2.0","id":6,"method":"no/method"}`, 6.0, -32601, "no/method"},
		{`{"jsonrpc":"2.0","id":7,"method":"tools/call","params":5}`, 7.0, -32602, ""},
		{`{"jsonrpc":"2.0","id":8,"method":"tools/call"}`, 8.0, -32600, "params"},
		{`{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"name":"nothing"}}`, 9.0, -32602, "choose one of query"},
	} {
		a := exchange(test.frame)
		if a.Error == nil || a.ID != test.id || a.Error.Code != test.code || !strings.Contains(a.Error.Message, test.want) {
			t.Errorf("%.100s: id %v, %+v", test.frame, a.ID, a.Error)
		}
		next := exchange(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":"query","arguments":{"sql":"select 1"}}}`, 100+i))
		if next.Error != nil || next.Result == nil || next.Result.IsError || next.ID != float64(100+i) {
			t.Fatalf("after %.100s: %+v", test.frame, next)
		}
	}
}

// TestTheServerEndsWithItsInput: also where the last line has no end.
func TestTheServerEndsWithItsInput(t *testing.T) {
	t.Parallel()
	db, _ := open(t, company(), fakeaircall.Options{}, 1000)
	for _, in := range []string{"", "broken", "\n", `{"jsonrpc":"2.0","method":"notifications/initialized"}`} {
		var out strings.Builder
		if err := mcpserver.Serve(t.Context(), mcpserver.Options{DB: db}, strings.NewReader(in), &out); err != nil || strings.Count(out.String(), "\n") != strings.Count(in, "broken") {
			t.Errorf("%q: %v, %q", in, err, &out)
		}
	}
}
