package apitelemetryreceiver

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/config/configopaque"
	"go.opentelemetry.io/collector/config/configtls"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pipeline"
	"go.opentelemetry.io/collector/receiver"
	"go.opentelemetry.io/collector/receiver/receivertest"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/metadata"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/yangpush"
)

// pointSink keeps the points that it gets as lines, and the heartbeats apart; it may refuse first.
type pointSink struct {
	mu     sync.Mutex
	lines  []string
	beats  int
	refuse func() error
}

func (s *pointSink) Capabilities() consumer.Capabilities { return consumer.Capabilities{} }

func (s *pointSink) ConsumeMetrics(_ context.Context, metrics pmetric.Metrics) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refuse != nil {
		if err := s.refuse(); err != nil {
			return err
		}
	}
	for _, rm := range metrics.ResourceMetrics().All() {
		attributes := rm.Resource().Attributes().AsRaw()
		delete(attributes, weirattr.EmitterID)
		delete(attributes, weirattr.SourceID)
		delete(attributes, weirattr.SourceMode)
		for _, sm := range rm.ScopeMetrics().All() {
			for _, m := range sm.Metrics().All() {
				if m.Name() == weirattr.HeartbeatMetric {
					s.beats++
					continue
				}
				s.lines = append(s.lines, pointLines(attributes, m)...)
			}
		}
	}
	return nil
}

func pointLines(resource map[string]any, m pmetric.Metric) (lines []string) {
	var points pmetric.NumberDataPointSlice
	kind := "gauge"
	if m.Type() == pmetric.MetricTypeGauge {
		points = m.Gauge().DataPoints()
	} else {
		points, kind = m.Sum().DataPoints(), "sum"
		if !m.Sum().IsMonotonic() || m.Sum().AggregationTemporality() != pmetric.AggregationTemporalityCumulative {
			kind = "wrong"
		}
	}
	for _, p := range points.All() {
		value := fmt.Sprint(p.IntValue())
		if p.ValueType() == pmetric.NumberDataPointValueTypeDouble {
			value = fmt.Sprint(p.DoubleValue())
		}
		since := ""
		if p.StartTimestamp() != 0 {
			since = " since " + p.StartTimestamp().AsTime().Format(time.RFC3339)
		}
		lines = append(lines, fmt.Sprintf("%s %s %s %s%s %s%s", text(resource), kind, m.Name(), text(p.Attributes().AsRaw()), m.Unit(), value, since))
	}
	return lines
}

func text(attributes map[string]any) string {
	encoded, _ := json.Marshal(attributes)
	return string(encoded)
}

func (s *pointSink) take() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	lines := s.lines
	s.lines = nil
	sort.Strings(lines)
	return lines
}

// pushed is a started receiver with its YANG-Push input.
type pushed struct {
	input  *yangPushInput
	url    string
	points *pointSink
	logs   *sink
	client *http.Client
}

func yangPushConfig(change func(*YangPushConfig)) *Config {
	cfg := createDefaultConfig().(*Config)
	cfg.HeartbeatInterval = time.Hour
	y := cfg.Protocols.YangPush.GetOrInsertDefault()
	y.ServerConfig.NetAddr.Endpoint = "127.0.0.1:0"
	if change != nil {
		change(y)
	}
	return cfg
}

func startYangPush(t *testing.T, cfg *Config, withLogs bool) *pushed {
	t.Helper()
	set := receivertest.NewNopSettings(metadata.Type)
	set.ID = component.NewID(metadata.Type)
	r, err := newReceiver(cfg, set)
	require.NoError(t, err)
	p := &pushed{points: &pointSink{}, logs: &sink{}, client: &http.Client{}}
	r.metrics = p.points
	if withLogs {
		r.logs = p.logs
	}
	require.NoError(t, r.Start(t.Context(), componenttest.NewNopHost()))
	p.input = r.inputs[0].(*yangPushInput)
	p.url = "http://" + p.input.address
	t.Cleanup(func() {
		require.NoError(t, r.Shutdown(context.Background()))
		p.client.CloseIdleConnections()
	})
	return p
}

// push sends content as a notification of edge-1 and returns the status and the body of the answer.
func (p *pushed) push(t *testing.T, content string) (int, string) {
	t.Helper()
	body := `{"ietf-https-notif:notification":{"eventTime":"2026-01-01T00:00:00Z",` + content + `}}`
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.url+"/yang-push/edge-1/relay-notification", strings.NewReader(body))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/yang-data+json")
	response, err := p.client.Do(request)
	require.NoError(t, err)
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, string(answer)
}

func (p *pushed) update(t *testing.T, contents string) {
	t.Helper()
	status, answer := p.push(t, `"ietf-yang-push:push-update":{"id":7,"datastore-contents":`+contents+`}`)
	require.Equal(t, http.StatusNoContent, status, answer)
}

func (p *pushed) change(t *testing.T, edits string) {
	t.Helper()
	status, answer := p.push(t, `"ietf-yang-push:push-change-update":{"id":8,"datastore-changes":{"yang-patch":{"patch-id":"1","edit":[`+edits+`]}}}`)
	require.Equal(t, http.StatusNoContent, status, answer)
}

// events returns what logs were made, as lines.
func (p *pushed) events() (lines []string) {
	p.logs.mu.Lock()
	defer p.logs.mu.Unlock()
	for _, logs := range p.logs.calls {
		for _, r := range plain(logs) {
			for _, name := range []string{weirattr.EmitterID, weirattr.SourceID, weirattr.SourceMode} {
				delete(r.resource, name)
			}
			lines = append(lines, fmt.Sprintf("%s %s %s %s", text(r.resource), r.event, text(r.attributes), r.body))
		}
	}
	p.logs.calls = nil
	return lines
}

func TestYangPushMetrics(t *testing.T) {
	p := startYangPush(t, yangPushConfig(func(c *YangPushConfig) {
		c.Namespace, c.Environment = "backbone", "prod"
		c.Counters = []CounterConfig{{"/ex:queue/list/sent", "{packet}"}}
	}), true)
	p.update(t, `{"ietf-interfaces:interfaces":{"interface":[{"name":"eth0","enabled":true,"oper-status":"up","if-index":3,
		"speed":"1000000000","type":"iana-if-type:ethernetCsmacd","statistics":{"discontinuity-time":"2025-01-01T00:00:00Z",
		"in-octets":"5000000000","in-discards":7},"ex:queue":[{"id":1,"depth":3.5}]}]},
		"ex:queue":{"list":[{"name":"a","sent":"18446744073709551615"}]},"ex:text":{"a":"b"},"ex:unkeyed":[{"x":1}]}`)
	node := `{"deployment.environment.name":"prod","service.namespace":"backbone","weir.node.name":"edge-1"}`
	eth0 := `{"deployment.environment.name":"prod","network.interface.name":"eth0","service.namespace":"backbone","weir.node.name":"edge-1"}`
	assert.Equal(t, []string{
		eth0 + ` gauge ietf-interfaces.interfaces.interface.enabled {} 1`,
		eth0 + ` gauge ietf-interfaces.interfaces.interface.ex.queue.depth {"queue.id":"1"} 3.5`,
		eth0 + ` gauge ietf-interfaces.interfaces.interface.oper-status {} 1`,
		eth0 + ` gauge ietf-interfaces.interfaces.interface.speed {} 1000000000`,
		eth0 + ` sum ietf-interfaces.interfaces.interface.statistics.in-discards {}{packet} 7 since 2025-01-01T00:00:00Z`,
		eth0 + ` sum ietf-interfaces.interfaces.interface.statistics.in-octets {}By 5000000000 since 2025-01-01T00:00:00Z`,
		node + ` sum ex.queue.list.sent {"list.name":"a"}{packet} 1.8446744073709552e+19`,
	}, p.points.take())
	assert.Empty(t, p.events())
}

func TestYangPushOpenConfig(t *testing.T) {
	p := startYangPush(t, yangPushConfig(nil), false)
	p.update(t, `{"openconfig-interfaces:interfaces":{"interface":[{"name":"et-0/0/1","config":{"mtu":9000},"state":{"oper-status":"UP",
		"counters":{"in-octets":"10","carrier-transitions":"2","last-clear":"0"}},
		"subinterfaces":{"subinterface":[{"index":0,"state":{"counters":{"in-pkts":"4"}}}]}}]}}`)
	nic := `{"network.interface.name":"et-0/0/1","weir.node.name":"edge-1"}`
	name := "openconfig-interfaces.interfaces.interface."
	assert.Equal(t, []string{
		nic + " gauge " + name + "state.oper-status {} 1",
		nic + " sum " + name + "state.counters.carrier-transitions {}{transition} 2",
		nic + " sum " + name + "state.counters.in-octets {}By 10",
		nic + " sum " + name + `subinterfaces.subinterface.state.counters.in-pkts {"subinterface.index":"0"}{packet} 4`,
	}, p.points.take())
}

func TestYangPushEvents(t *testing.T) {
	p := startYangPush(t, yangPushConfig(nil), true)
	status := func(value string) string {
		return `{"ietf-interfaces:interfaces":{"interface":[{"name":"eth0","oper-status":"` + value + `"}]}}`
	}
	p.update(t, status("up"))
	p.update(t, status("up"))
	assert.Empty(t, p.events(), "nothing has changed")
	p.update(t, status("lower-layer-down"))
	const (
		node = `{"weir.node.name":"edge-1"}`
		eth0 = `{"network.interface.name":"eth0","weir.node.name":"edge-1"}`
		path = `"yang.path":"/ietf-interfaces:interfaces/interface[name='eth0']/oper-status"`
	)
	assert.Equal(t, []string{
		eth0 + ` weir.node.status_changed {` + path + `,"yang.value":"lower-layer-down","yang.value.previous":"up"} oper-status is lower-layer-down, was up`,
	}, p.events())
	p.points.take()

	p.change(t, `{"edit-id":"1","operation":"replace","target":"/ietf-interfaces:interfaces/interface=eth0/oper-status","value":{"ietf-interfaces:oper-status":"up"}},
		{"edit-id":"2","operation":"merge","target":"/ietf-interfaces:interfaces/interface=eth0","value":{"ietf-interfaces:interface":[{"name":"eth0","higher-layer-if":["eth0.1"],"oper-status":"odd"}]}},
		{"edit-id":"3","operation":"delete","target":"/ietf-interfaces:interfaces/interface=eth1"},
		{"edit-id":"4","operation":"move","target":"/a:b"}`)
	assert.Equal(t, []string{eth0 + ` gauge ietf-interfaces.interfaces.interface.oper-status {} 1`}, p.points.take())
	assert.Equal(t, []string{
		eth0 + ` weir.node.status_changed {` + path + `,"yang.value":"up","yang.value.previous":"lower-layer-down"} oper-status is up, was lower-layer-down`,
		eth0 + ` weir.node.value_changed {"yang.path":"/ietf-interfaces:interfaces/interface[name='eth0']/higher-layer-if","yang.value":"[\"eth0.1\"]"} higher-layer-if is ["eth0.1"]`,
		eth0 + ` weir.node.value_changed {` + path + `,"yang.value":"odd"} oper-status is odd`,
		`{"network.interface.name":"eth1","weir.node.name":"edge-1"} weir.node.deleted {"yang.path":"/ietf-interfaces:interfaces/interface[name='eth1']"} /ietf-interfaces:interfaces/interface[name='eth1'] is gone`,
	}, p.events())

	code, _ := p.push(t, `"example-mod:event":{"event-class":"fault","card":["Ethernet0",1,2.5,true,[null]]}`)
	assert.Equal(t, http.StatusNoContent, code)
	assert.Equal(t, []string{node + ` example-mod.event {} {"card":["Ethernet0",1,2.5,true,null],"event-class":"fault"}`}, p.events())

	for _, event := range []string{"started", "suspended", "terminated"} {
		code, _ = p.push(t, `"ietf-subscribed-notifications:subscription-`+event+`":{"id":7,"reason":"x:y"}`)
		assert.Equal(t, http.StatusNoContent, code)
	}
	assert.Len(t, p.events(), 3)
	code, answer := p.push(t, `"ietf-yang-push:push-update":{"id":"seven","datastore-contents":{}}`)
	assert.Equal(t, http.StatusBadRequest, code)
	assert.Contains(t, answer, "id: expected the id of a subscription")
	code, _ = p.push(t, `"ietf-yang-push:push-change-update":{"id":8}`)
	assert.Equal(t, http.StatusBadRequest, code)
}

func TestYangPushTellsWhatWasNotTaken(t *testing.T) {
	p := startYangPush(t, yangPushConfig(nil), true)
	const contents = `"ietf-yang-push:push-update":{"id":7,"datastore-contents":{"ietf-interfaces:interfaces":{"interface":{"name":"eth0","oper-status":"%s"}}}}`
	code, _ := p.push(t, fmt.Sprintf(contents, "up"))
	require.Equal(t, http.StatusNoContent, code)
	p.points.refuse = func() error { return errors.New("full") }
	code, answer := p.push(t, fmt.Sprintf(contents, "down"))
	assert.Equal(t, http.StatusServiceUnavailable, code)
	assert.Contains(t, answer, "full")
	p.points.refuse = func() error { return consumererror.NewPermanent(errors.New("never")) }
	code, _ = p.push(t, fmt.Sprintf(contents, "down"))
	assert.Equal(t, http.StatusBadRequest, code)
	assert.Empty(t, p.events())
	p.points.refuse = nil
	p.logs.refuse = func(call int) error {
		if call == 1 {
			return errors.New("full, too")
		}
		return nil
	}
	code, _ = p.push(t, fmt.Sprintf(contents, "down"))
	assert.Equal(t, http.StatusServiceUnavailable, code, "the event is not lost")
	code, _ = p.push(t, fmt.Sprintf(contents, "down"))
	assert.Equal(t, http.StatusNoContent, code)
	assert.Len(t, p.events(), 1)
}

func TestYangPushKnowsNodesByTheirCertificates(t *testing.T) {
	ca, other := newAuthority(t), newAuthority(t)
	cfg := yangPushConfig(func(c *YangPushConfig) {
		c.ServerConfig.TLS = ca.server(true)
		c.NodeFrom = nodeFromCertificate
	})
	p := startYangPush(t, cfg, false)
	p.url = strings.Replace(p.url, "http:", "https:", 1)
	send := func(shows ...*authority) error {
		p.client = &http.Client{Transport: &http.Transport{TLSClientConfig: ca.client(shows...)}}
		defer p.client.CloseIdleConnections()
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.url+"/yang-push/edge-1", strings.NewReader(
			`{"a:notification":{"eventTime":"2026-01-01T00:00:00Z","ietf-yang-push:push-update":{"id":1,"datastore-contents":{"m:a":{"b":1}}}}}`))
		require.NoError(t, err)
		request.Header.Set("Content-Type", "application/json")
		response, err := p.client.Do(request)
		if err != nil {
			return err
		}
		assert.Equal(t, http.StatusNoContent, response.StatusCode)
		return response.Body.Close()
	}
	require.NoError(t, send(ca))
	assert.Equal(t, []string{`{"weir.node.name":"client"} gauge m.a.b {} 1`}, p.points.take(), "not edge-1, as the path says")
	require.ErrorContains(t, send(), "certificate required")
	require.Error(t, send(other))
	assert.Empty(t, commonName(nil))
	_, err := p.input.nodeOf(httptest.NewRequest(http.MethodPost, "/", nil), "edge-1")
	require.ErrorContains(t, err, "expected the name of a node")
}

func TestYangPushWithoutAnAcceptableNameOfTheNode(t *testing.T) {
	p := startYangPush(t, yangPushConfig(nil), false)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.url+"/yang-push/%20/capabilities", nil)
	require.NoError(t, err)
	response, err := p.client.Do(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	assert.Equal(t, http.StatusForbidden, response.StatusCode)
}

func TestYangPushHeartbeats(t *testing.T) {
	cfg := yangPushConfig(nil)
	cfg.HeartbeatInterval = 100 * time.Millisecond
	p := startYangPush(t, cfg, false)
	beats := func() int {
		p.points.mu.Lock()
		defer p.points.mu.Unlock()
		return p.points.beats
	}
	require.Eventually(t, func() bool { return beats() >= 2 }, 5*time.Second, 10*time.Millisecond)
	cfg = yangPushConfig(func(c *YangPushConfig) { c.Source.Mode = weirattr.ModeHistory })
	cfg.HeartbeatInterval = 100 * time.Millisecond
	p = startYangPush(t, cfg, false)
	p.update(t, `{"m:a":{"b":1}}`)
	assert.Len(t, p.points.take(), 1)
	assert.Zero(t, beats(), "the past has no heartbeats")
}

func TestTextsOfEventsAreCut(t *testing.T) {
	assert.Equal(t, "short", cutText("short"))
	cut := cutText(strings.Repeat("é", maxTextLength))
	assert.LessOrEqual(t, len(cut), maxTextLength+len("…"))
	assert.True(t, strings.HasSuffix(cut, "é…"))
}

func TestStatusesAreBounded(t *testing.T) {
	s := newStatuses(2)
	for _, key := range []string{"a", "b", "a", "c"} {
		s.set(map[string]int64{key: 1})
	}
	_, a := s.get("a")
	_, b := s.get("b")
	_, c := s.get("c")
	assert.Equal(t, []bool{false, true, true}, []bool{a, b, c})
	assert.Len(t, s.values, 2)
}

// pushSender posts updates until they are taken or refused for good, as nodes do.
type pushSender struct {
	t      *testing.T
	url    string
	client http.Client
	next   atomic.Int64
}

func (g *pushSender) Start() {}
func (g *pushSender) Stop()  { g.client.CloseIdleConnections() }

func (g *pushSender) Generate() []receivertest.UniqueIDAttrVal {
	n := g.next.Add(1)
	var entries []string
	var ids []receivertest.UniqueIDAttrVal
	for i := range int64(itemsPerRequest) {
		id := fmt.Sprint(n*itemsPerRequest + i)
		entries = append(entries, `{"id":`+id+`,"level":1}`)
		ids = append(ids, receivertest.UniqueIDAttrVal(id))
	}
	body := `{"ietf-https-notif:notification":{"eventTime":"2026-01-01T00:00:00Z","ietf-yang-push:push-update":{"id":1,"datastore-contents":{"m:all":{"item":[` +
		strings.Join(entries, ",") + `]}}}}}`
	for {
		request, err := http.NewRequestWithContext(context.Background(), http.MethodPost, g.url, strings.NewReader(body))
		require.NoError(g.t, err)
		request.Header.Set("Content-Type", "application/yang-data+json")
		response, err := g.client.Do(request)
		require.NoError(g.t, err)
		require.NoError(g.t, response.Body.Close())
		if response.StatusCode != http.StatusServiceUnavailable {
			return ids
		}
	}
}

// markingMetrics puts the id of each point where the contract looks for identities.
type markingMetrics struct{ consumer.Metrics }

func (m markingMetrics) ConsumeMetrics(ctx context.Context, metrics pmetric.Metrics) error {
	for _, rm := range metrics.ResourceMetrics().All() {
		for _, sm := range rm.ScopeMetrics().All() {
			for _, metric := range sm.Metrics().All() {
				if metric.Name() == weirattr.HeartbeatMetric {
					return nil
				}
				for _, p := range metric.Gauge().DataPoints().All() {
					id, _ := p.Attributes().Get("item.id")
					p.Attributes().PutStr(receivertest.UniqueIDAttrName, id.Str())
				}
			}
		}
	}
	return m.Metrics.ConsumeMetrics(ctx, metrics)
}

func TestConsumeContractYangPush(t *testing.T) {
	address := freeAddress(t, "tcp")
	cfg := yangPushConfig(func(c *YangPushConfig) { c.ServerConfig.NetAddr.Endpoint = address })
	factory := receiver.NewFactory(metadata.Type, createDefaultConfig, receiver.WithMetrics(
		func(ctx context.Context, set receiver.Settings, cfg component.Config, next consumer.Metrics) (receiver.Metrics, error) {
			return createMetrics(ctx, set, cfg, markingMetrics{next})
		}, metadata.MetricsStability))
	receivertest.CheckConsumeContract(receivertest.CheckConsumeContractParams{
		T: t, Factory: factory, Signal: pipeline.SignalMetrics, Config: cfg,
		Generator: &pushSender{t: t, url: "http://" + address + "/yang-push/edge-1"}, GenerateCount: contractItems / itemsPerRequest,
	})
}

// testNode is the RESTCONF server of a node: a datastore with nothing but subscriptions.
type testNode struct {
	mu   sync.Mutex
	data map[string]json.RawMessage
	deny int
}

func (n *testNode) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if user, password, _ := r.BasicAuth(); user != "weir" || password != "a secret" || n.deny != 0 {
		w.WriteHeader(max(n.deny, http.StatusUnauthorized))
		return
	}
	const root = "/restconf/data/ietf-subscribed-notifications:subscriptions"
	path, ok := strings.CutPrefix(r.URL.Path, root)
	switch {
	case !ok:
		w.WriteHeader(http.StatusNotFound)
	case r.Method == http.MethodPut:
		var body map[string][]json.RawMessage
		if json.NewDecoder(r.Body).Decode(&body) != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		for _, entries := range body {
			n.data[path] = entries[0]
		}
	case r.Method == http.MethodDelete:
		delete(n.data, path)
	default:
		var subscriptions, instances []json.RawMessage
		for path, entry := range n.data {
			if strings.HasPrefix(path, "/subscription=") {
				subscriptions = append(subscriptions, entry)
			} else {
				instances = append(instances, entry)
			}
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"ietf-subscribed-notifications:subscriptions": map[string]any{
			"subscription": subscriptions,
			"ietf-subscribed-notif-receivers:receiver-instances": map[string]any{"receiver-instance": instances},
		}})
	}
}

func (n *testNode) count() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.data)
}

func TestYangPushKeepsSubscriptions(t *testing.T) {
	ca := newAuthority(t)
	node := &testNode{data: map[string]json.RawMessage{}}
	server := httptest.NewUnstartedServer(node)
	certificate, err := tls.LoadX509KeyPair(ca.issue("edge-1"))
	require.NoError(t, err)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	server.StartTLS()
	defer server.Close()

	file := filepath.Join(t.TempDir(), "list.json")
	write := func(items ...string) {
		require.NoError(t, os.WriteFile(file, []byte(`{"items":[`+strings.Join(items, ",")+`]}`), 0o600))
	}
	item := func(node, name, address, group string) string {
		return fmt.Sprintf(`{"node":%q,"name":%q,"address":%q,"group":%q,"select":"/a:b","trigger":"periodic","period":1000}`, node, name, address, group)
	}
	write(item("edge-1", "a", server.URL, "default"), item("edge-1", "b", server.URL, "default"),
		item("far", "a", "http://192.0.2.1", "default"), item("other", "a", server.URL, "of another collector"),
		item("odd", "a", "https://%zz", "default"))
	p := startYangPush(t, yangPushConfig(func(c *YangPushConfig) {
		s := c.Subscriptions.GetOrInsertDefault()
		s.File, s.Interval, s.Callback = file, 100*time.Millisecond, "https://collector.example.net"
		s.Groups = map[string]NodeGroupConfig{"default": {
			Username: "weir", Password: configopaque.String("a secret"), TLS: configtls.ClientConfig{Config: configtls.Config{CAFile: filepath.Join(ca.folder, "ca.pem")}},
		}}
	}), false)
	states := func() string {
		var out []string
		for _, s := range p.input.book.States(time.Now()) {
			out = append(out, s.Node+"/"+s.Name+" "+s.State)
		}
		return strings.Join(out, ", ")
	}
	became := func(want string) {
		t.Helper()
		require.Eventually(t, func() bool { return states() == want }, 5*time.Second, 10*time.Millisecond, want)
	}
	became("edge-1/a connecting, edge-1/b connecting, far/a unreachable, odd/a unreachable")
	assert.Equal(t, 3, node.count(), "two subscriptions and a receiver instance")
	for _, s := range p.input.book.States(time.Now()) {
		if s.Node == "far" {
			assert.Contains(t, s.Reason, "expected https, because the node is not on this machine")
		}
		if s.Name != "a" || s.Node != "edge-1" {
			continue
		}
		code, _ := p.push(t, fmt.Sprintf(`"ietf-yang-push:push-update":{"id":%d,"datastore-contents":{"m:a":{"b":1}}}`, s.ID))
		assert.Equal(t, http.StatusNoContent, code)
	}
	became("edge-1/a active, edge-1/b connecting, far/a unreachable, odd/a unreachable")

	node.mu.Lock()
	clear(node.data)
	node.mu.Unlock()
	require.Eventually(t, func() bool { return node.count() == 3 }, 5*time.Second, 10*time.Millisecond, "made again")

	node.mu.Lock()
	node.deny = http.StatusForbidden
	node.mu.Unlock()
	became("edge-1/a unreachable, edge-1/b unreachable, far/a unreachable, odd/a unreachable")
	node.mu.Lock()
	node.deny = 0
	node.mu.Unlock()
	require.NoError(t, os.Remove(file))
	became("edge-1/a connecting, edge-1/b connecting, far/a unreachable, odd/a unreachable")
	write()
	became("")
	require.Eventually(t, func() bool { return node.count() == 0 }, 5*time.Second, 10*time.Millisecond, "cleared")
	p.input.keeper.hurry()
	p.input.keeper.hurry()
}

func TestYangPushReportsToTheService(t *testing.T) {
	reports := make(chan string, 100)
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v1/subscriptions/states" {
			body, _ := io.ReadAll(r.Body)
			reports <- string(body)
			return
		}
		w.Header().Set("ETag", `"1"`)
		_, _ = io.WriteString(w, `{"items":[{"node":"edge-1","name":"a","address":"http://127.0.0.1:1","select":"/a:b","trigger":"on-change"}],"next":null}`)
	}))
	defer service.Close()
	startYangPush(t, yangPushConfig(func(c *YangPushConfig) {
		s := c.Subscriptions.GetOrInsertDefault()
		s.Service.GetOrInsertDefault().Endpoint = service.URL
		s.Groups = map[string]NodeGroupConfig{"default": {TLS: configtls.NewDefaultClientConfig()}}
	}), false)
	select {
	case report := <-reports:
		assert.Contains(t, report, `{"collector":"weir","states":[{"node":"edge-1","name":"a","state":"unreachable","reason":"dial tcp 127.0.0.1:1`)
	case <-time.After(5 * time.Second):
		t.Fatal("nothing was reported")
	}
}

func TestYangPushDoesNotStartWithCredentialsThatAreNotThere(t *testing.T) {
	cfg := yangPushConfig(func(c *YangPushConfig) {
		s := c.Subscriptions.GetOrInsertDefault()
		s.File = "list.json"
		s.Groups = map[string]NodeGroupConfig{"edge": {TLS: configtls.ClientConfig{Config: configtls.Config{CAFile: "nowhere.pem"}}}}
	})
	r, err := newReceiver(cfg, receivertest.NewNopSettings(metadata.Type))
	require.NoError(t, err)
	r.metrics = &pointSink{}
	require.ErrorContains(t, r.Start(t.Context(), componenttest.NewNopHost()), "subscriptions: groups::edge")
}

func BenchmarkYangPush(b *testing.B) {
	cfg := yangPushConfig(nil)
	r, err := newReceiver(cfg, receivertest.NewNopSettings(metadata.Type))
	require.NoError(b, err)
	r.metrics = discardMetrics{}
	in := r.inputs[0].(*yangPushInput)
	var out strings.Builder
	const count = 50
	for i := range count {
		fmt.Fprintf(&out, `,{"name":"eth%d","oper-status":"up","statistics":{"in-octets":"1","in-discards":2,"out-octets":"3"}}`, i)
	}
	body := `{"a:notification":{"eventTime":"2026-01-01T00:00:00Z","ietf-yang-push:push-update":{"id":1,"datastore-contents":{"ietf-interfaces:interfaces":{"interface":[` + out.String()[1:] + `]}}}}}`
	b.ReportAllocs()
	for b.Loop() {
		notifications, err := yangpush.ReadMessage([]byte(body), yangpush.Limits{Depth: 32, Values: 10_000})
		require.NoError(b, err)
		require.NoError(b, in.consume(context.Background(), "edge-1", notifications))
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/(4*count), "ns/point")
}

type discardMetrics struct{}

func (discardMetrics) Capabilities() consumer.Capabilities                   { return consumer.Capabilities{} }
func (discardMetrics) ConsumeMetrics(context.Context, pmetric.Metrics) error { return nil }
