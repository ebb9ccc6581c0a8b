// Package democompany invents the company of `--demo` and of most tests: users, lines, contacts and the calls of half a year,
// with the shape of a business week, callers who are missed and called back, transfers, tags, voicemails and transcripts.
// An internal/fakeaircall serves it.
package democompany

import (
	"cmp"
	"math/rand/v2"
	"strings"
	"time"
	_ "time/tzdata" // the lines' time zones, on a machine that has none

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// The first id of each kind. Those of calls passed 2^32 in 2026.
const (
	FirstCallID    = 4_386_780_376
	FirstUserID    = 884_021
	FirstNumberID  = 512_207
	FirstTeamID    = 30_117
	FirstTagID     = 61_002
	FirstContactID = 1_203_345_671
)

// Size of a company. A zero field takes its default, a negative one is none.
type Size struct {
	Users       int // 14
	Teams       int // 3
	Numbers     int // 5
	Contacts    int // 260
	Tags        int // 12, beside the one of outbound campaigns
	Webhooks    int // 3
	CallsPerDay int // 40 on an ordinary business day
	Days        int // 200, so that some calls lie behind the six-month horizon
}

func (s Size) orDefault() Size {
	of := func(n, otherwise int) int { return max(0, cmp.Or(n, otherwise)) }
	return Size{of(s.Users, 14), of(s.Teams, 3), of(s.Numbers, 5), of(s.Contacts, 260), of(s.Tags, 12),
		of(s.Webhooks, 3), of(s.CallsPerDay, 40), of(s.Days, 200)}
}

// generator invents one company.
type generator struct {
	r    *rand.Rand
	c    *fakeaircall.Company
	size Size
	next int64 // of ids that only need to differ
}

// New invents a company whose story ends at now. The same seed, now and size give the same company.
func New(seed int64, now time.Time, size Size) *fakeaircall.Company {
	s := &generator{
		r:    rand.New(rand.NewPCG(uint64(seed), 0xa1c)),
		c:    &fakeaircall.Company{Now: now.UTC(), Name: companyNames[uint64(seed)%uint64(len(companyNames))]},
		size: size.orDefault(),
		next: 70_000,
	}
	s.numbers()
	s.users()
	s.teams()
	s.contacts()
	s.tags()
	s.webhooks()
	s.messaging()
	s.c.Sort() // sorts
	s.calls()
	s.campaigns()
	s.c.Sort()
	return s.c
}

// ago is a moment some days before now, to the second.
func (s *generator) ago(days float64) time.Time {
	return s.c.Now.Add(-time.Duration(days * 24 * float64(time.Hour))).Truncate(time.Second)
}

func (s *generator) chance(p float64) bool { return s.r.Float64() < p }

func (s *generator) id() int64 { s.next++; return s.next }

// domain is the company's invented domain.
func (s *generator) domain() string {
	word, _, _ := strings.Cut(s.c.Name, " ")
	return strings.ToLower(word) + ".example"
}
