// Package subscriptionlist reads which telemetry is wanted of which node: from the detection service, whose contract says
// how (packages/contract: Subscription), or from a file with the same words.
package subscriptionlist

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/nodesub"
)

// Limits of what is read.
const (
	maxFile    = 16 << 20
	maxPage    = 16 << 20
	maxList    = 10_000
	pageLength = 1000
)

// ErrUnchanged says that the list is as it was read last.
var ErrUnchanged = errors.New("the list has not changed")

// page is a SubscriptionPage of the contract.
type page struct {
	Items []item  `json:"items"`
	Next  *string `json:"next"`
}

// item is a Subscription of the contract.
type item struct {
	Node      string `json:"node"`
	Name      string `json:"name"`
	Address   string `json:"address"`
	Group     string `json:"group"`
	Datastore string `json:"datastore"`
	Select    string `json:"select"`
	Trigger   string `json:"trigger"`
	Period    *int64 `json:"period"`
	Dampening *int64 `json:"dampening"`
	Origin    string `json:"origin"`
}

var (
	nodeName         = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$`)
	subscriptionName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)
)

// IsNodeName says whether s may name a node.
func IsNodeName(s string) bool { return nodeName.MatchString(s) }

// maxMillis is the longest period that 32 bits of centiseconds hold with room to spare.
const maxMillis = 1<<31 - 1

func (i *item) wish() (nodesub.Wish, error) {
	w := nodesub.Wish{Node: i.Node, Name: i.Name, Address: i.Address, Group: i.Group, Datastore: i.Datastore, Select: i.Select}
	if w.Group == "" {
		w.Group = "default"
	}
	if w.Datastore == "" {
		w.Datastore = "operational"
	}
	millis := func(p *int64) time.Duration {
		if p == nil {
			return 0
		}
		return time.Duration(*p) * time.Millisecond
	}
	w.Period, w.Dampening = millis(i.Period), millis(i.Dampening)
	switch {
	case !nodeName.MatchString(w.Node):
		return w, fmt.Errorf("node: expected a name, found %.100q", w.Node)
	case !subscriptionName.MatchString(w.Name):
		return w, fmt.Errorf("name: expected a name, found %.100q", w.Name)
	case w.Select == "":
		return w, errors.New("select: expected an XPath filter, found nothing")
	case i.Trigger == "periodic" && (i.Period == nil || *i.Period < 10 || *i.Period > maxMillis):
		return w, errors.New("period: expected milliseconds, at least 10")
	case i.Trigger == "on-change" && (i.Dampening != nil && (*i.Dampening < 0 || *i.Dampening > maxMillis)):
		return w, errors.New("dampening: expected milliseconds")
	case i.Trigger == "on-change":
		w.Period = 0
	case i.Trigger != "periodic":
		return w, fmt.Errorf("trigger: expected periodic or on-change, found %.100q", i.Trigger)
	}
	return w, nil
}

func wishes(items []item, where string) ([]nodesub.Wish, error) {
	if len(items) > maxList {
		return nil, fmt.Errorf("%s: expected at most %d subscriptions, found %d", where, maxList, len(items))
	}
	out := make([]nodesub.Wish, 0, len(items))
	seen := make(map[string]bool, len(items))
	for i := range items {
		w, err := items[i].wish()
		if err != nil {
			return nil, fmt.Errorf("%s: items[%d]: %w", where, i, err)
		}
		if seen[w.Key()] {
			return nil, fmt.Errorf("%s: items[%d]: %s stands there twice", where, i, w.Key())
		}
		seen[w.Key()] = true
		out = append(out, w)
	}
	return out, nil
}

// File reads the list from a file: what the service would answer, with all items on one page.
type File struct {
	path string
	last []byte
}

// NewFile returns the list in a file.
func NewFile(path string) *File { return &File{path: path} }

// Read returns the list, or ErrUnchanged.
func (f *File) Read(context.Context) ([]nodesub.Wish, error) {
	opened, err := os.Open(f.path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = opened.Close() }()
	text, err := io.ReadAll(io.LimitReader(opened, maxFile+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxFile {
		return nil, fmt.Errorf("%s: expected at most %d bytes", f.path, maxFile)
	}
	if f.last != nil && bytes.Equal(text, f.last) {
		return nil, ErrUnchanged
	}
	var p page
	if err = strict(text, &p); err != nil {
		return nil, fmt.Errorf("%s: %w", f.path, err)
	}
	list, err := wishes(p.Items, f.path)
	if err == nil {
		f.last = text
	}
	return list, err
}

func strict(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}

// Service reads the list from the detection service, and tells it how subscriptions are.
type Service struct {
	client *http.Client
	base   string
	etag   string
}

// NewService returns the list that the service at base has.
func NewService(client *http.Client, base string) *Service {
	return &Service{client: client, base: strings.TrimSuffix(base, "/") + "/v1/subscriptions"}
}

// Read returns the list, or ErrUnchanged. When the list changes between two of its pages it begins again, once.
func (s *Service) Read(ctx context.Context) ([]nodesub.Wish, error) {
	var items []item
	cursor, first, again := "", "", false
	for {
		address := fmt.Sprintf("%s?limit=%d", s.base, pageLength)
		if cursor != "" {
			address += "&cursor=" + url.QueryEscape(cursor)
		}
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return nil, err
		}
		if cursor == "" && s.etag != "" {
			request.Header.Set("If-None-Match", s.etag)
		}
		var p page
		etag, err := s.do(request, &p)
		if err != nil {
			return nil, err
		}
		if cursor != "" && etag != first {
			if again {
				return nil, errors.New("the list changes while it is read")
			}
			items, cursor, again = nil, "", true
			continue
		}
		first, items = etag, append(items, p.Items...)
		if p.Next == nil || len(items) > maxList {
			list, err := wishes(items, "the service's list")
			if err == nil {
				s.etag = etag
			}
			return list, err
		}
		cursor = *p.Next
	}
}

type report struct {
	Collector string        `json:"collector"`
	States    []stateReport `json:"states"`
}

type stateReport struct {
	Node   string `json:"node"`
	Name   string `json:"name"`
	State  string `json:"state"`
	Reason string `json:"reason,omitempty"`
	ID     uint32 `json:"id,omitempty"`
	Last   int64  `json:"lastNotification,omitempty"`
}

// maxReason is what the contract takes, in characters.
const maxReason = 1000

// Report tells the service how all subscriptions are.
func (s *Service) Report(ctx context.Context, collector string, states []nodesub.State) error {
	r := report{Collector: collector, States: make([]stateReport, 0, len(states))}
	for _, state := range states {
		reason := strings.ToValidUTF8(state.Reason, "\ufffd")
		if len(reason) > maxReason {
			reason = strings.ToValidUTF8(reason[:maxReason], "") + "…"
		}
		one := stateReport{Node: state.Node, Name: state.Name, State: state.State, Reason: reason, ID: state.ID}
		if !state.Last.IsZero() {
			one.Last = state.Last.UnixMilli()
		}
		r.States = append(r.States, one)
	}
	body, err := json.Marshal(&r)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.base+"/states", bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	_, err = s.do(request, nil)
	return err
}

func (s *Service) do(request *http.Request, into any) (etag string, err error) {
	response, err := s.client.Do(request)
	if err != nil {
		return "", err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(response.Body, maxPage))
	if err != nil {
		return "", err
	}
	switch {
	case response.StatusCode == http.StatusNotModified:
		return "", ErrUnchanged
	case response.StatusCode != http.StatusOK:
		return "", fmt.Errorf("the service answers %s: %.300s", response.Status, text)
	case into != nil:
		if err = json.Unmarshal(text, into); err != nil {
			return "", fmt.Errorf("the service's answer cannot be read: %w", err)
		}
	}
	return response.Header.Get("ETag"), nil
}
