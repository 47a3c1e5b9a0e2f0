package plugin

import (
	"net/http"
	"strconv"
	"strings"
)

const (
	defaultRows = 50
	mostListed  = 200
)

// listing is how a page of the app asks for a list: searched, sorted and cut into pages here, so that five thousand
// services cost a browser no more than fifty.
type listing struct {
	text, environment, owner, state, sort string
	offset, limit                         int
}

func listingOf(r *http.Request) listing {
	number := func(name string, otherwise int) int {
		value, err := strconv.Atoi(r.FormValue(name))
		if err != nil || value < 0 {
			return otherwise
		}
		return value
	}
	return listing{
		text: strings.ToLower(r.FormValue("q")), environment: r.FormValue("environment"), owner: r.FormValue("owner"),
		state: r.FormValue("state"), sort: r.FormValue("sort"),
		offset: number("offset", 0), limit: min(mostListed, max(1, number("limit", defaultRows))),
	}
}

// holds says whether any of the texts contains what is searched for.
func (l listing) holds(texts ...string) bool {
	for _, text := range texts {
		if strings.Contains(strings.ToLower(text), l.text) {
			return true
		}
	}
	return false
}

// cut is the page of the rows that is asked for; a page behind the last one is empty.
func cut[T any](rows []T, l listing) []T {
	from := min(l.offset, len(rows))
	return append([]T{}, rows[from:min(len(rows), from+l.limit)]...)
}

// instantOf reads milliseconds since the epoch.
func instantOf(r *http.Request, name string) *int64 {
	value, err := strconv.ParseInt(r.FormValue(name), 10, 64)
	if err != nil || value < 0 {
		return nil
	}
	return &value
}
