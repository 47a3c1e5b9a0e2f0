package apitelemetryreceiver

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestYangPushConfig(t *testing.T) {
	cfg, err := load(t, "yang_push.yaml")
	require.NoError(t, err)
	want := defaultYangPushConfig()
	want.ServerConfig.NetAddr.Endpoint = "0.0.0.0:8443"
	want.ServerConfig.MaxRequestBodySize = 1000
	want.AllowUnauthenticated = true
	want.Path, want.Namespace, want.Environment = "/push/here", "backbone", "prod"
	want.Source = SourceConfig{ID: "net", Mode: "history"}
	want.MaxInFlightSize, want.MaxDepth, want.MaxValues, want.MaxStatuses = 2000, 5, 10, 7
	want.Counters = []CounterConfig{{"/m:a/{b,c}/*", "By"}}
	want.Enumerations = []EnumerationConfig{{"/m:a/state", map[string]int64{"good": 1, "bad": 2}}}
	want.Keys = []KeyConfig{{"/m:a/list", []string{"k", "l"}}}
	want.Interfaces, want.Ignore = []string{"/m:ports/port"}, []string{"/m:a/x"}
	got := *cfg.Protocols.YangPush.Get()
	subscriptions := *got.Subscriptions.Get()
	assert.False(t, subscriptions.Service.HasValue())
	got.Subscriptions = want.Subscriptions
	assert.Equal(t, want, got)
	assert.Equal(t, "weir-1", subscriptions.Collector)
	assert.Equal(t, time.Minute, subscriptions.Interval)
	assert.Equal(t, "weir-ca", subscriptions.Truststore)
	assert.Equal(t, KeystoreConfig{"node-key", "node-cert"}, subscriptions.Keystore)
	group := subscriptions.Groups["default"]
	assert.Equal(t, "a secret", string(group.Password))
	assert.NotContains(t, fmt.Sprint(group), "a secret")
}

func TestYangPushConfigRefusals(t *testing.T) {
	_, err := load(t, "yang_push_wrong.yaml")
	require.Error(t, err)
	for _, sentence := range []string{
		`endpoint: "0.0.0.0:8443" can be reached from other machines without authentication`,
		"max_request_body_size: expected more than 0, found 0",
		`path: expected a path such as /yang-push, found "yang push"`,
		"node_from: expected tls::client_ca_file beside certificate, found none",
		"namespace: expected at most",
		`source::mode: expected live or history, found "sometimes"`,
		"max_in_flight_size: expected more than 0", "max_depth: expected more than 0", "max_values: expected more than 0",
		"max_statuses: expected more than 0",
		`counters[0]::path: expected a path such as /ietf-interfaces:interfaces/interface/statistics/*, found "a/b"`,
		"subscriptions: interval: expected at least 100ms, found 1ms",
		`collector: expected a name of letters, digits, '.', '_' and '-', found "a b"`,
		"expected either service or file",
		`callback: expected a URL such as https://collector.example.net:8443, found "http://collector"`,
		"keystore: expected key and certificate, found one of them",
		"groups::edge::tls::insecure_skip_verify: expected false",
		"groups::edge: expected username and password, found one of them",
		"groups::edge::timeout: expected no less than 0, found -1s",
	} {
		require.ErrorContains(t, err, sentence)
	}
	cfg := defaultYangPushConfig()
	cfg.NodeFrom = "address"
	require.ErrorContains(t, cfg.Validate(), `node_from: expected path or certificate, found "address"`)
	for _, change := range []func(*YangPushConfig){
		func(c *YangPushConfig) { c.Enumerations = []EnumerationConfig{{Path: "/a"}} },
		func(c *YangPushConfig) { c.Enumerations = []EnumerationConfig{{Path: "a"}} },
		func(c *YangPushConfig) { c.Keys = []KeyConfig{{Path: "/a"}} },
		func(c *YangPushConfig) { c.Keys = []KeyConfig{{Path: "a"}} },
		func(c *YangPushConfig) { c.Interfaces = []string{"a"} },
		func(c *YangPushConfig) { c.Ignore = []string{"/a{"} },
	} {
		cfg := defaultYangPushConfig()
		require.NoError(t, cfg.Validate())
		change(&cfg)
		require.Error(t, cfg.Validate())
	}
	empty := SubscriptionsConfig{Collector: "a", Interval: time.Second, File: "x"}
	require.ErrorContains(t, empty.Validate(), "groups: expected the credentials of at least one group, found none")
}

func TestCallbackAddress(t *testing.T) {
	for given, want := range map[string]string{
		"": "127.0.0.1 8443", "https://collector.example.net": "collector.example.net 443", "https://[::1]:9": "::1 9", "https://c:80/": "c 80",
	} {
		host, port, err := callbackAddress(given, "127.0.0.1:8443")
		require.NoError(t, err)
		assert.Equal(t, want, fmt.Sprint(host, " ", port))
	}
	for _, given := range []string{"http://c", "https://", "https://c/path", "https://c:99999"} {
		_, _, err := callbackAddress(given, "")
		require.Error(t, err, given)
	}
	_, _, err := callbackAddress("", "nothing")
	require.Error(t, err)
}
