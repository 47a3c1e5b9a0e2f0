package subscriptionlist

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/nodesub"
)

const examples = "../../../../../packages/contract/examples"

func example(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(examples, name+".json"))
	require.NoError(t, err)
	return text
}

// Nothing of the contract's examples is unknown here: a field that comes to it fails this test.
func TestTheListIsThatOfTheContract(t *testing.T) {
	var p page
	require.NoError(t, strict(example(t, "SubscriptionPage"), &p))
	list, err := wishes(p.Items, "example")
	require.NoError(t, err)
	assert.Equal(t, []nodesub.Wish{
		{
			Node: "edge-1", Name: "interface-changes", Address: "https://edge-1.example.net", Group: "default",
			Datastore: "operational", Select: "/ietf-interfaces:interfaces", Dampening: time.Second,
		},
		{
			Node: "edge-1", Name: "interfaces", Address: "https://edge-1.example.net", Group: "default",
			Datastore: "operational", Select: "/ietf-interfaces:interfaces", Period: 10 * time.Second,
		},
	}, list)
}

func TestTheReportIsThatOfTheContract(t *testing.T) {
	var got []byte
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "/v1/subscriptions/states", r.URL.Path)
		var body any
		assert.NoError(t, json.NewDecoder(r.Body).Decode(&body))
		got, _ = json.Marshal(body)
	}))
	defer server.Close()
	s := NewService(server.Client(), server.URL+"/")
	require.NoError(t, s.Report(t.Context(), "weir", []nodesub.State{
		{Node: "edge-1", Name: "interfaces", State: nodesub.StateActive, ID: 1073742011, Last: time.UnixMilli(1763388300000)},
		{Node: "edge-2", Name: "interfaces", State: nodesub.StateUnreachable, Reason: "connection refused"},
	}))
	assert.JSONEq(t, string(example(t, "SubscriptionReport")), string(got))
}

func TestTheServiceIsAskedByPagesAndTag(t *testing.T) {
	tag, requests := `"a"`, 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests++
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		if requests == 4 {
			tag = `"b"` // between two pages
		}
		w.Header().Set("ETag", tag)
		name, next := "first", `"p2"`
		if r.URL.Query().Get("cursor") != "" {
			name, next = "second", "null"
		}
		_, _ = fmt.Fprintf(w, `{"items":[{"node":"n","name":%q,"address":"https://n","select":"/x:y","trigger":"periodic","period":1000}],"next":%s}`, name, next)
	}))
	defer server.Close()
	s := NewService(server.Client(), server.URL)
	list, err := s.Read(t.Context())
	require.NoError(t, err)
	require.Len(t, list, 2)
	_, err = s.Read(t.Context())
	require.ErrorIs(t, err, ErrUnchanged)
	s.etag = ""
	requests = 2
	list, err = s.Read(t.Context())
	require.NoError(t, err)
	require.Len(t, list, 2, "it began again when the list had changed")
	assert.Equal(t, `"b"`, s.etag)
}

func TestTheServiceRefuses(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, `{"code":"unauthenticated"}`, http.StatusUnauthorized)
	}))
	defer server.Close()
	_, err := NewService(server.Client(), server.URL).Read(t.Context())
	require.ErrorContains(t, err, "401 Unauthorized: {\"code\":\"unauthenticated\"}")
}

func TestAFileGivesTheSameList(t *testing.T) {
	file := filepath.Join(t.TempDir(), "list.json")
	f := NewFile(file)
	_, err := f.Read(t.Context())
	require.ErrorIs(t, err, os.ErrNotExist)
	require.NoError(t, os.WriteFile(file, example(t, "SubscriptionPage"), 0o600))
	list, err := f.Read(t.Context())
	require.NoError(t, err)
	require.Len(t, list, 2)
	_, err = f.Read(t.Context())
	require.ErrorIs(t, err, ErrUnchanged)
	require.NoError(t, os.WriteFile(file, []byte(`{"items":[]}`), 0o600))
	list, err = f.Read(t.Context())
	require.NoError(t, err)
	require.Empty(t, list)
}

func TestWhatIsWrongIsNamed(t *testing.T) {
	const good = `"node":"n","name":"a","address":"https://n","select":"/x:y"`
	for text, want := range map[string]string{
		`{"items":[{"node":"a/b"}]}`:                                                            `items[0]: node: expected a name, found "a/b"`,
		`{"items":[{"node":"n","name":""}]}`:                                                    `items[0]: name: expected a name`,
		`{"items":[{"node":"n","name":"a"}]}`:                                                   `items[0]: select: expected an XPath filter`,
		`{"items":[{` + good + `,"trigger":"often"}]}`:                                          `items[0]: trigger: expected periodic or on-change, found "often"`,
		`{"items":[{` + good + `,"trigger":"periodic"}]}`:                                       `items[0]: period: expected milliseconds`,
		`{"items":[{` + good + `,"trigger":"on-change","dampening":-1}]}`:                       `items[0]: dampening: expected milliseconds`,
		`{"items":[{` + good + `,"trigger":"on-change"},{` + good + `,"trigger":"on-change"}]}`: `items[1]: n/a stands there twice`,
		`{"itms":[]}`: `unknown field "itms"`,
		`[`:           `unexpected`,
	} {
		file := filepath.Join(t.TempDir(), "list.json")
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		_, err := NewFile(file).Read(t.Context())
		require.ErrorContains(t, err, want, text)
	}
}
