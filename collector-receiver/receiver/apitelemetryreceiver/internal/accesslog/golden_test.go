package accesslog

import (
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the files that tests compare with")

// reading is a record as the golden files show it: what is empty is left out, times are for people.
type reading struct {
	Format      string `json:"format"`
	Time        string `json:"time"`
	Duration    string `json:"duration,omitempty"`
	Upstream    string `json:"upstream,omitempty"`
	Status      int    `json:"status"`
	Method      string `json:"method,omitempty"`
	Path        string `json:"path,omitempty"`
	Query       string `json:"query,omitempty"`
	Route       string `json:"route,omitempty"`
	Version     string `json:"version,omitempty"`
	Host        string `json:"host,omitempty"`
	Client      string `json:"client,omitempty"`
	Agent       string `json:"agent,omitempty"`
	Backend     string `json:"backend,omitempty"`
	Caller      string `json:"caller,omitempty"`
	TLS         string `json:"tls,omitempty"`
	Cipher      string `json:"cipher,omitempty"`
	Trace       string `json:"trace,omitempty"`
	Span        string `json:"span,omitempty"`
	Service     string `json:"service,omitempty"`
	Namespace   string `json:"namespace,omitempty"`
	Environment string `json:"environment,omitempty"`
}

func readingOf(format string, r *Record) reading {
	out := reading{
		Format: format, Time: time.Unix(0, r.Time).UTC().Format(time.RFC3339Nano), Status: r.Status, Method: r.Method,
		Path: r.Path, Query: r.Query, Route: r.Route, Version: r.ProtocolVersion, Host: r.Host, Client: r.ClientAddress,
		Agent: r.UserAgent, Backend: r.Backend, Caller: r.Caller, TLS: r.TLSVersion, Cipher: r.TLSCipher,
		Service: r.Service, Namespace: r.Namespace, Environment: r.Environment,
	}
	if r.HasDuration {
		out.Duration = r.Duration.String()
	}
	if r.HasUpstream {
		out.Upstream = r.Upstream.String()
	}
	if r.TraceID != [16]byte{} {
		out.Trace = hex.EncodeToString(r.TraceID[:])
	}
	if r.SpanID != [8]byte{} {
		out.Span = hex.EncodeToString(r.SpanID[:])
	}
	return out
}

// examples are the lines of testdata/formats by file.
func examples(t *testing.T) map[string][]string {
	t.Helper()
	files, err := filepath.Glob("testdata/formats/*.log")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	all := map[string][]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		all[strings.TrimSuffix(file, ".log")] = strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	}
	return all
}

// Every example is read by exactly one format, and detection finds that one whatever was read before.
func TestEveryExampleHasOneFormat(t *testing.T) {
	byFormat := map[string]int{}
	for file, lines := range examples(t) {
		for _, line := range lines {
			var fits []string
			for _, f := range formats {
				var r Record
				if f.Parse(line, &Options{}, &r) {
					fits = append(fits, f.Name)
				}
			}
			require.Len(t, fits, 1, "%s: %s", file, line)
			byFormat[fits[0]]++
			var want Record
			only, _ := NewReader(fits[0])
			require.True(t, only.Read(line, &Options{}, &want))
			for pinned := range formats {
				auto, _ := NewReader(Auto)
				auto.pinned.Store(int32(pinned))
				var got Record
				require.True(t, auto.Read(line, &Options{}, &got))
				require.Equal(t, want, got, "%s, after %s", file, formats[pinned].Name)
			}
		}
	}
	for _, f := range formats {
		assert.NotZero(t, byFormat[f.Name], "no example for %s", f.Name)
	}
}

// What is read from every example stands beside it.
func TestExamples(t *testing.T) {
	for file, lines := range examples(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			var got []reading
			for _, line := range lines {
				reader, _ := NewReader(Auto)
				var r Record
				require.True(t, reader.Read(line, &Options{}, &r), line)
				got = append(got, readingOf(reader.candidates[reader.pinned.Load()].Name, &r))
			}
			text, err := json.MarshalIndent(got, "", "  ")
			require.NoError(t, err)
			if *update {
				require.NoError(t, os.WriteFile(file+".golden.json", append(text, '\n'), 0o600))
			}
			want, err := os.ReadFile(file + ".golden.json")
			require.NoError(t, err, "run the test with -update")
			assert.Equal(t, string(want), string(text)+"\n")
		})
	}
}

// What looks like a vendor's line but is none stays text.
func TestNoFalseFriends(t *testing.T) {
	for name, line := range map[string]string{
		"API Gateway's XML":                   `<request id="c6af9ac6-7b61-11e6-9a41-93e8deadbeef"> <ip>203.0.113.5</ip> <requestTime>05/Apr/2024:16:26:32 +0000</requestTime> <httpMethod>GET</httpMethod> <status>200</status> </request>`,
		"CloudFront's first line":             `#Version: 1.0`,
		"another table with a date":           "2019-12-04\t21:02:31\tLAX1\t392\t192.0.2.100\tnot a method\tx\t/\t200\t-\t-",
		"a Network Load Balancer":             `tls 2.0 2018-12-20T02:59:40 net/my-network-loadbalancer/c6e77e28c25b2234 g3d4b5e8bb8464cd 72.21.218.154:51341 172.100.100.185:443 5 2 98 246 - arn:aws:acm:us-east-2:671290407336:certificate/2a108f19 - ECDHE-RSA-AES128-SHA tlsv12 - my-network-loadbalancer-c6e77e28c25b2234.elb.us-east-2.amazonaws.com - - - 2018-12-20T02:59:30`,
		"an application's line with its time": `2018-07-02T22:23:00.186641Z INFO 192.168.131.39:2817 10.0.0.1:80 1 2 3 200 started`,
		"Azure's other categories":            `{"time":"2024-04-05T16:26:32Z","category":"AuditEvent","operationName":"SecretGet","durationMs":"78","properties":{"id":"https://v.vault.azure.net/secrets/s","httpStatusDetails":"x"}}`,
		"Google's other entries":              `{"insertId":"1","logName":"projects/p/logs/stdout","severity":"INFO","textPayload":"started","timestamp":"2021-09-10T22:28:32.701888Z","trace":"projects/p/traces/0474a1e41cfb053be0fd9c422bc292ff"}`,
		"Kong's own error log":                `2021/02/25 05:57:48 [error] 23#0: *1 [lua] handler.lua:19: log(): failed`,
		"a flow file without a request":       `{"filename":"7f1c","path":"./","uuid":"0d8aab7e-98f3-4ec7-a63a-6f4d8a2d6d4e","timestamp":"2024-04-05T16:26:32.250Z","version":"1.2"}`,
	} {
		for _, f := range formats {
			var r Record
			assert.False(t, f.Parse(line, &Options{}, &r), "%s is taken for %s", name, f.Name)
		}
	}
}
