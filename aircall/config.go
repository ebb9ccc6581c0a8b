package aircall

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
	"github.com/turbot/steampipe-plugin-aircall/internal/ratelimit"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

// config holds the arguments of a connection block; nil is unset.
type config struct {
	APIID                 *string `hcl:"api_id,optional"`
	APIToken              *string `hcl:"api_token,optional"`
	AccessToken           *string `hcl:"access_token,optional"`
	StartDate             *string `hcl:"start_date,optional"`
	BaseURL               *string `hcl:"base_url,optional"`
	MaxRequestsPerMinute  *int    `hcl:"max_requests_per_minute,optional"`
	MaxConcurrentRequests *int    `hcl:"max_concurrent_requests,optional"`
	CacheSeconds          *int    `hcl:"cache_seconds,optional"`
	MaxQueryRequests      *int    `hcl:"max_query_requests,optional"`
	MaxVolumeBuckets      *int    `hcl:"max_volume_buckets,optional"`
}

func newConfig() any { return &config{} }

// settings is what a connection's arguments and the environment say together.
type settings struct {
	api              api.Config
	startDate        time.Time // calls before it are excluded; zero: none are
	maxQueryRequests int       // 0: any number; unsetQueryRequests: nobody says
	maxVolumeBuckets int
}

// connection is a connection that can be asked.
type connection struct {
	table.Connection
	settings
}

// stateVariable names the folder in which the machine's processes share a company's limit of requests.
const stateVariable = "AIRCALL_STATE_DIR"

// Clients holds the clients of all connections, so that those of one company share its limits. Tests set its clock and
// its network before the first query.
var Clients = api.Registry{StateFolder: func() ratelimit.Folder { return ratelimit.UserFolder(stateVariable, Name) }}

// connect returns the client of the query's connection, or an error that says which argument and
// which variable to correct. It makes no request.
func connect(d *plugin.QueryData) (_ *connection, err error) {
	defer guard.Recover(&err, "")
	c, _ := d.Connection.Config.(config)
	s, err := c.resolve(os.Getenv)
	if err != nil {
		return nil, err
	}
	client, err := Clients.Client(d.Connection.Name, s.api)
	if err != nil {
		return nil, err
	}
	return &connection{table.Connection{Client: client, StartDate: s.startDate}, s}, nil
}

// resolve lets an argument win over the environment.
func (c config) resolve(env func(string) string) (settings, error) {
	var s settings
	var errs [6]error
	s.api, errs[0] = c.credential(env)
	s.api.BaseURL = argument(c.BaseURL, env("AIRCALL_BASE_URL"))
	s.startDate, errs[1] = startDate(argument(c.StartDate, env("AIRCALL_START_DATE")))
	s.api.MaxRequestsPerMinute, errs[2] = wholeNumber{"max_requests_per_minute", "AIRCALL_MAX_REQUESTS_PER_MINUTE", 1, 1000, api.DefaultRequestsPerMinute}.read(c.MaxRequestsPerMinute, env)
	s.api.MaxConcurrentRequests, errs[3] = wholeNumber{"max_concurrent_requests", "AIRCALL_MAX_CONCURRENT_REQUESTS", 1, 20, api.DefaultConcurrentRequests}.read(c.MaxConcurrentRequests, env)
	cacheSeconds, err := wholeNumber{"cache_seconds", "AIRCALL_CACHE_SECONDS", 0, 3600, 60}.read(c.CacheSeconds, env)
	s.api.CacheFor, errs[4] = time.Duration(cacheSeconds)*time.Second, err
	s.maxQueryRequests, errs[5] = maxQueryRequests.read(c.MaxQueryRequests, env)
	s.maxVolumeBuckets, err = wholeNumber{"max_volume_buckets", "", 1, 100_000, 400}.read(c.MaxVolumeBuckets, env)
	return s, cmp.Or(errors.Join(errs[:]...), err)
}

// maxQueryRequests is the guard of one scan, see query_limit.go.
var maxQueryRequests = wholeNumber{"max_query_requests", "AIRCALL_MAX_QUERY_REQUESTS", 0, 1_000_000, unsetQueryRequests}

// credential takes a pair or a bearer token. A kind of credential among the arguments hides the
// other kind in the environment.
func (c config) credential(env func(string) string) (api.Config, error) {
	id := argument(c.APIID, env("AIRCALL_API_ID"))
	token := argument(c.APIToken, env("AIRCALL_API_TOKEN"))
	bearer := argument(c.AccessToken, env("AIRCALL_ACCESS_TOKEN"))

	pairArgument := argument(c.APIID, "") != "" || argument(c.APIToken, "") != ""
	bearerArgument := argument(c.AccessToken, "") != ""
	switch {
	case pairArgument && !bearerArgument:
		bearer = ""
	case bearerArgument && !pairArgument:
		id, token = "", ""
	}
	switch {
	case bearer != "" && id+token != "":
		return api.Config{}, errors.New("two kinds of credential are given: keep either api_id and api_token (AIRCALL_API_ID, AIRCALL_API_TOKEN) or access_token (AIRCALL_ACCESS_TOKEN)")
	case bearer != "":
		return api.Config{AccessToken: bearer}, nil
	case id == "" && token == "":
		return api.Config{}, errors.New("no Aircall credential is given: set api_id and api_token in the connection, or AIRCALL_API_ID and AIRCALL_API_TOKEN in the environment " +
			"(for an OAuth application, access_token or AIRCALL_ACCESS_TOKEN). Aircall makes a key under Integrations & API, API keys")
	case id == "":
		return api.Config{}, errors.New("api_token is given but api_id (AIRCALL_API_ID) is missing: Aircall's key is the pair of both")
	case token == "":
		return api.Config{}, errors.New("api_id is given but api_token (AIRCALL_API_TOKEN) is missing: Aircall's key is the pair of both")
	}
	return api.Config{APIID: id, APIToken: token}, nil
}

// argument trims; an empty argument is unset.
func argument(value *string, variable string) string {
	if value != nil {
		if text := strings.TrimSpace(*value); text != "" {
			return text
		}
	}
	return strings.TrimSpace(variable)
}

// startDate reads a date or a time; UTC where it names no zone.
func startDate(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339, "2006-01-02T15:04:05", time.DateTime} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("start_date (AIRCALL_START_DATE) is %q, which is no date: write it as 2026-06-01 or as 2026-06-01T08:00:00Z", text)
}

// wholeNumber is an argument that counts something.
type wholeNumber struct {
	name, variable           string // no variable: ""
	lowest, highest, ifUnset int
}

func (w wholeNumber) read(value *int, env func(string) string) (int, error) {
	var n int
	text := strings.TrimSpace(env(w.variable))
	switch {
	case value != nil:
		n = *value
	case text == "":
		return w.ifUnset, nil
	default:
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			return 0, fmt.Errorf("%s is %q, which is no whole number: write one from %d to %d", w, text, w.lowest, w.highest)
		}
	}
	if n < w.lowest || n > w.highest {
		return 0, fmt.Errorf("%s is %d, which is out of range: write a whole number from %d to %d", w, n, w.lowest, w.highest)
	}
	return n, nil
}

func (w wholeNumber) String() string {
	if w.variable == "" {
		return w.name
	}
	return w.name + " (" + w.variable + ")"
}
