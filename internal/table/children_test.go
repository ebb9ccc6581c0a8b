package table

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
)

// box is a parent; a letter in it is a child.
type box struct {
	id      int64
	letters []string
}

type letter = Child[*box, string]

var letterColumns = []*plugin.Column{
	Integer("box_id", "", func(l *letter) *int64 { return &l.Parent.id }),
	Integer("position", "", func(l *letter) *int64 { return &l.Position }),
	Text("letter", personal.None(), "", func(l *letter) *string { return l.Item }),
}

// boxes counts how its boxes are read: listed, got by their ids, asked for their letters.
type boxes struct {
	all                   []*box
	listed, got, requests atomic.Int64
}

func (b *boxes) spec(key ParentKey, requested bool) ParentSpec[*box, string] {
	spec := ParentSpec[*box, string]{
		ParentKey: key,
		List: func(context.Context, *api.Client, *ListQuery) iter.Seq2[*box, error] {
			return func(yield func(*box, error) bool) {
				for _, box := range b.all {
					if b.listed.Add(1); !yield(box, nil) {
						return
					}
				}
			}
		},
		Get: func(_ context.Context, _ *api.Client, id any) (*box, error) {
			b.got.Add(1)
			if i := slices.IndexFunc(b.all, func(box *box) bool { return box.id == id }); i >= 0 {
				return b.all[i], nil
			}
			return nil, &api.Error{Status: 404}
		},
		ID: func(box *box) any { return box.id },
	}
	if requested {
		spec.Request = func(_ context.Context, _ *api.Client, _ *ListQuery, box *box) ([]*string, error) {
			b.requests.Add(1)
			return PointersTo(box.letters), nil
		}
	} else {
		spec.Inside = func(box *box) []string { return box.letters }
	}
	return spec
}

// twoEach has n boxes with two letters each, but none in every third.
func twoEach(n int) *boxes {
	b := &boxes{}
	for i := range n {
		next := &box{id: int64(i) + 1}
		if next.id%3 != 0 {
			next.letters = []string{fmt.Sprint("a", next.id), fmt.Sprint("b", next.id)}
		}
		b.all = append(b.all, next)
	}
	return b
}

func (s *memoryScan) letters() string {
	var all []string
	for _, r := range s.rows {
		l := Item[letter](r)
		all = append(all, fmt.Sprint(*l.Item, "@", l.Position))
	}
	return strings.Join(all, " ")
}

func whereLetters(conditions ...*proto.Qual) *memoryScan {
	s := where(conditions...)
	s.query.Table, s.query.Columns = letterColumns, []string{"box_id", "position", "letter"}
	return s
}

func TestChildrenAreThoseOfTheParentsThatAreNamed(t *testing.T) {
	t.Parallel()
	list := equal("box_id", 2, 5, 2, 99, -1)
	values := list.Value.GetListValue().Values
	declared := ParentKey{Column: "box_id", Declared: true}
	for name, test := range map[string]struct {
		key                   ParentKey
		scan                  *memoryScan
		want                  string
		listed, got, requests int64 // requests only where the children have to be requested
	}{
		"all":                  {ParentKey{Column: "box_id"}, whereLetters(), "a1@1 b1@2 a2@1 b2@2 a4@1 b4@2 a5@1 b5@2", 5, 0, 5},
		"of one":               {ParentKey{Column: "box_id"}, whereLetters(equal("box_id", 2)), "a2@1 b2@2", 0, 1, 1},
		"of one without":       {ParentKey{Column: "box_id"}, whereLetters(equal("box_id", 3)), "", 0, 1, 1},
		"of a list":            {ParentKey{Column: "box_id"}, whereLetters(list), "a2@1 b2@2 a5@1 b5@2", 0, 3, 2},
		"of no id":             {ParentKey{Column: "box_id"}, whereLetters(equal("box_id", -1)), "", 0, 0, 0},
		"of what is not known": {ParentKey{Column: "box_id"}, whereLetters(equal("box_id", unevaluatedInt)), "a1@1 b1@2 a2@1 b2@2 a4@1 b4@2 a5@1 b5@2", 5, 0, 5},

		"declared, one": {declared, whereLetters(equal("box_id", 2)).given("box_id", qualOf(2)), "a2@1 b2@2", 0, 1, 1},
		"declared, the first of a list reads it all": {declared, whereLetters(list).given("box_id", values[0]), "a2@1 b2@2 a5@1 b5@2", 0, 3, 2},
		"declared, the second finds nothing":         {declared, whereLetters(list).given("box_id", values[1]), "", 0, 0, 0},
		"declared, the same value again":             {declared, whereLetters(list).given("box_id", values[2]), "", 0, 0, 0},
		"declared, NULL":                             {declared, whereLetters(is("box_id", "=", nil)), "", 0, 0, 0},
		"declared, not known":                        {declared, whereLetters(equal("box_id", unevaluatedInt)).given("box_id", qualOf(unevaluatedInt)), "a1@1 b1@2 a2@1 b2@2 a4@1 b4@2 a5@1 b5@2", 5, 0, 5},
	} {
		for _, requested := range []bool{false, true} {
			b, scan := twoEach(5), *test.scan
			if err := List(t.Context(), noConnection, &scan, Children(b.spec(test.key, requested))); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if got := scan.letters(); got != test.want {
				t.Errorf("%s: letters %q, want %q", name, got, test.want)
			}
			want := test.requests
			if !requested {
				want = 0
			}
			if b.listed.Load() != test.listed || b.got.Load() != test.got || b.requests.Load() != want {
				t.Errorf("%s: %d were listed, %d got and %d requested, want %d, %d and %d", name, b.listed.Load(), b.got.Load(), b.requests.Load(), test.listed, test.got, want)
			}
		}
	}
}

func TestAParentThatIsNotKnownYetIsAnErrorWhereItMatters(t *testing.T) {
	t.Parallel()
	unknown := func() *memoryScan {
		return whereLetters(equal("box_id", unevaluatedInt)).given("box_id", qualOf(unevaluatedInt))
	}
	for name, test := range map[string]struct {
		key  ParentKey
		scan *memoryScan
		want string
	}{
		"under LIMIT":                  {ParentKey{Column: "box_id", Declared: true}, unknown().limit(3), "together with LIMIT. Write the value in, or box_id in (select …)"},
		"where each parent is costly":  {ParentKey{Column: "box_id", Declared: true, IfUnevaluated: "and it costs"}, unknown(), "and it costs"},
		"where no parents are listed":  {ParentKey{Column: "box_id", Declared: true, Required: true, IfUnevaluated: "and nobody lists them"}, whereLetters(), "and nobody lists them"},
		"a list of one that is costly": {ParentKey{Column: "box_id", Declared: true, IfUnevaluated: "and it costs"}, whereLetters(equal("box_id", 1, 2)).given("box_id", qualOf(1)), ""},
	} {
		err := List(t.Context(), noConnection, test.scan, Children(twoEach(3).spec(test.key, true)))
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %q", name, err, test.want)
		}
	}
}

// What lies inside a parent costs nothing beyond it, so that no parent is read in advance.
func TestALimitOfChildrenReadsNoMoreParentsThanItNeeds(t *testing.T) {
	t.Parallel()
	for requested, most := range map[bool]int64{false: 2, true: 2 + 2*FanOutWidth} {
		b, scan := twoEach(1000), whereLetters().limit(3)
		if err := List(t.Context(), noConnection, scan, Children(b.spec(ParentKey{Column: "box_id"}, requested))); err != nil {
			t.Fatal(err)
		}
		if got := scan.letters(); got != "a1@1 b1@2 a2@1" || b.listed.Load() > most {
			t.Errorf("requested: %v: letters %q of %d parents, want three of at most %d", requested, got, b.listed.Load(), most)
		}
	}
}

func TestAnErrorOfAChildNamesItsParent(t *testing.T) {
	t.Parallel()
	unreadable := errors.New("unreadable")
	b := twoEach(5)
	inside, requested := b.spec(ParentKey{Column: "box_id"}, false), b.spec(ParentKey{Column: "box_id"}, true)
	inside.Inside = func(box *box) []string {
		if box.id == 2 {
			guard.Throw(unreadable)
		}
		return box.letters
	}
	requested.Request = func(_ context.Context, _ *api.Client, _ *ListQuery, box *box) ([]*string, error) {
		return PointersTo(inside.Inside(box)), nil
	}
	for _, spec := range []ParentSpec[*box, string]{inside, requested} {
		scan := whereLetters()
		err := List(t.Context(), noConnection, scan, Children(spec))
		if err == nil || err.Error() != "box_id 2: unreadable" || !errors.Is(err, unreadable) || scan.letters() != "a1@1 b1@2" {
			t.Errorf("letters %q and error %v", scan.letters(), err)
		}
	}
}

func TestARefusedProbeIsTheOnlyRequest(t *testing.T) {
	t.Parallel()
	refused := errors.New("refused")
	var requests atomic.Int64
	spec := twoEach(50).spec(ParentKey{Column: "box_id"}, true)
	spec.ProbeFirst = true
	spec.Request = func(context.Context, *api.Client, *ListQuery, *box) ([]*string, error) {
		requests.Add(1)
		return nil, refused
	}
	if err := List(t.Context(), noConnection, whereLetters(), Children(spec)); !errors.Is(err, refused) || requests.Load() != 1 {
		t.Errorf("%d requests and error %v, want one", requests.Load(), err)
	}
}
