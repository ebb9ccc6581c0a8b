// Package democompany invents the company of `--demo` and of most tests: users, lines, contacts and the calls of half a year,
// with the shape of a business week, callers who are missed and called back, transfers, tags, voicemails and transcripts.
// Package fakeaircall serves it.
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

// ordinaryAge is the default of Size.Age.
const ordinaryAge = 720

// Size of a company. A zero field takes its default, a negative one is none.
type Size struct {
	Users       int // 17, of whom the last three are exceptions
	Teams       int // 3
	Numbers     int // 9, of which the last four are exceptions
	Contacts    int // 260
	Tags        int // 12, beside the exceptions and the one of outbound campaigns
	Webhooks    int // 7, of which the last four are exceptions
	CallsPerDay int // 40 on an ordinary business day
	Days        int // 200, so that some calls lie behind the six-month horizon; at most Age
	Age         int // days since the company began: 720
}

func (s Size) orDefault() Size {
	of := func(n, otherwise int) int { return max(0, cmp.Or(n, otherwise)) }
	age := of(s.Age, ordinaryAge)
	return Size{of(s.Users, 17), of(s.Teams, 3), of(s.Numbers, 9), of(s.Contacts, 260), of(s.Tags, 12),
		of(s.Webhooks, 7), of(s.CallsPerDay, 40), min(of(s.Days, 200), age), age}
}

// generator invents one company.
type generator struct {
	r    *rand.Rand
	c    *fakeaircall.Company
	size Size
	next int64 // of ids that only need to differ

	exceptionOf map[callKey]exception // of calls
}

// New invents a company as it is at now. The same seed, now and size give the same company.
func New(seed int64, now time.Time, size Size) *fakeaircall.Company {
	s := &generator{
		r:    rand.New(rand.NewPCG(uint64(seed), 0xa1c)),
		c:    &fakeaircall.Company{Now: now.UTC(), Name: companyNames[uint64(seed)%uint64(len(companyNames))]},
		size: size.orDefault(),
		next: 70_000,

		exceptionOf: map[callKey]exception{},
	}
	s.numbers()
	s.users()
	s.teams()
	s.contacts()
	s.tags()
	s.webhooks()
	s.messaging()
	s.exceptions()
	s.c.Sort()
	s.calls()
	s.campaigns()
	s.c.Sort()
	return s.c
}

// Empty is a company that has signed up and set up nothing: no users, lines, contacts, tags, webhooks and calls.
func Empty(seed int64, now time.Time) *fakeaircall.Company {
	return New(seed, now, Size{Users: -1, Teams: -1, Numbers: -1, Contacts: -1, Tags: -1, Webhooks: -1, Days: -1})
}

// BeganYesterday is a company of the ordinary size in which nothing is older than a day.
func BeganYesterday(seed int64, now time.Time) *fakeaircall.Company {
	return New(seed, now, Size{Age: 1})
}

// ago is a moment some days before now, to the second.
func (s *generator) ago(days float64) time.Time {
	return s.c.Now.Add(-time.Duration(days * 24 * float64(time.Hour))).Truncate(time.Second)
}

// created is the time of creation of something that is so many days old in a company of the ordinary age. In a younger
// company it is proportionally younger.
func (s *generator) created(days float64) time.Time {
	return s.ago(days * float64(s.size.Age) / ordinaryAge)
}

func (s *generator) chance(p float64) bool { return s.r.Float64() < p }

func (s *generator) id() int64 { s.next++; return s.next }

// domain is the company's invented domain.
func (s *generator) domain() string {
	word, _, _ := strings.Cut(s.c.Name, " ")
	return strings.ToLower(word) + ".example"
}
