package accesslog

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func at(t *testing.T, iso string) int64 {
	t.Helper()
	parsed, err := time.Parse(time.RFC3339Nano, iso)
	require.NoError(t, err)
	return parsed.UnixNano()
}

func TestFormats(t *testing.T) {
	tests := []struct {
		name   string
		format string
		line   string
		time   string
		want   Record
	}{
		{
			name:   "common as Apache's manual prints it",
			format: "common",
			line:   `127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326`,
			time:   "2000-10-10T20:55:36Z",
			want:   Record{Status: 200, Method: "GET", Path: "/apache_pb.gif", ProtocolVersion: "1.0", ClientAddress: "127.0.0.1"},
		},
		{
			name:   "combined as Apache's manual prints it",
			format: "combined",
			line:   `127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326 "http://www.example.com/start.html" "Mozilla/4.08 [en] (Win98; I ;Nav)"`,
			time:   "2000-10-10T20:55:36Z",
			want: Record{
				Status: 200, Method: "GET", Path: "/apache_pb.gif", ProtocolVersion: "1.0", ClientAddress: "127.0.0.1",
				UserAgent: "Mozilla/4.08 [en] (Win98; I ;Nav)",
			},
		},
		{
			name:   "Debian's vhost_combined",
			format: "combined",
			line:   `shop.example.com:443 2001:db8::1 - - [17/May/2015:10:05:03 +0000] "GET /a?b=c HTTP/1.1" 404 5 "-" "curl/7.88"`,
			time:   "2015-05-17T10:05:03Z",
			want: Record{
				Status: 404, Method: "GET", Path: "/a", Query: "b=c", ProtocolVersion: "1.1", ClientAddress: "2001:db8::1",
				Host: "shop.example.com", UserAgent: "curl/7.88",
			},
		},
		{
			name:   "a user name with a space",
			format: "common",
			line:   `10.0.0.1 - John Smith [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 401 0`,
			time:   "2015-05-17T10:05:03Z",
			want:   Record{Status: 401, Method: "GET", Path: "/", ProtocolVersion: "1.1", ClientAddress: "10.0.0.1"},
		},
		{
			name:   "a forwarded list in place of the client",
			format: "common",
			line:   `203.0.113.7, 10.0.0.1 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 0`,
			time:   "2015-05-17T10:05:03Z",
			want:   Record{Status: 200, Method: "GET", Path: "/", ProtocolVersion: "1.1", ClientAddress: "203.0.113.7"},
		},
		{
			name:   "nginx combined with $request_time",
			format: "combined",
			line:   `10.0.0.1 - - [17/May/2015:10:05:03 +0200] "POST /orders HTTP/2.0" 201 17 "-" "-" 0.042`,
			time:   "2015-05-17T08:05:03Z",
			want: Record{
				Status: 201, Method: "POST", Path: "/orders", ProtocolVersion: "2.0", ClientAddress: "10.0.0.1",
				Duration: 42 * time.Millisecond, HasDuration: true,
			},
		},
		{
			name:   "nginx main format with $http_x_forwarded_for and named times",
			format: "combined",
			line:   `10.0.0.1 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 17 "-" "x" "203.0.113.9" urt="0.100" rt=0.123`,
			time:   "2015-05-17T10:05:03Z",
			want: Record{
				Status: 200, Method: "GET", Path: "/", ProtocolVersion: "1.1", ClientAddress: "10.0.0.1", UserAgent: "x",
				Duration: 123 * time.Millisecond, HasDuration: true, Upstream: 100 * time.Millisecond, HasUpstream: true,
			},
		},
		{
			name:   "nginx with quoted $request_time",
			format: "combined",
			line:   `10.0.0.1 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 17 "-" "x" "1.500"`,
			time:   "2015-05-17T10:05:03Z",
			want: Record{
				Status: 200, Method: "GET", Path: "/", ProtocolVersion: "1.1", ClientAddress: "10.0.0.1", UserAgent: "x",
				Duration: 1500 * time.Millisecond, HasDuration: true,
			},
		},
		{
			name:   "Apache combined with %D",
			format: "combined",
			line:   `10.0.0.1 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 17 "-" "x" 1234`,
			time:   "2015-05-17T10:05:03Z",
			want: Record{
				Status: 200, Method: "GET", Path: "/", ProtocolVersion: "1.1", ClientAddress: "10.0.0.1", UserAgent: "x",
				Duration: 1234 * time.Microsecond, HasDuration: true,
			},
		},
		{
			name:   "Apache combinedio: two byte counts are no duration",
			format: "combined",
			line:   `10.0.0.1 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 17 "-" "x" 512 1024`,
			time:   "2015-05-17T10:05:03Z",
			want:   Record{Status: 200, Method: "GET", Path: "/", ProtocolVersion: "1.1", ClientAddress: "10.0.0.1", UserAgent: "x"},
		},
		{
			name:   "Traefik common",
			format: "combined",
			line:   `192.168.1.7 - - [27/Nov/2023:12:00:01 +0000] "GET /api HTTP/1.1" 502 11 "-" "curl/8" 7 "app@docker" "http://172.17.0.2:80" 12ms`,
			time:   "2023-11-27T12:00:01Z",
			want: Record{
				Status: 502, Method: "GET", Path: "/api", ProtocolVersion: "1.1", ClientAddress: "192.168.1.7", UserAgent: "curl/8",
				Backend:  "app@docker",
				Duration: 12 * time.Millisecond, HasDuration: true,
			},
		},
		{
			name:   "combined, cut in the user agent",
			format: "combined",
			line:   `46.118.127.106 - - [20/May/2015:12:05:17 +0000] "GET /a.py HTTP/1.1" 200 235 "-" "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html`,
			time:   "2015-05-20T12:05:17Z",
			want: Record{
				Status: 200, Method: "GET", Path: "/a.py", ProtocolVersion: "1.1", ClientAddress: "46.118.127.106",
				UserAgent: "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html",
			},
		},
		{
			name:   "a request of escaped TLS bytes",
			format: "combined",
			line:   `10.0.0.1 - - [17/May/2015:10:05:03 +0000] "\x16\x03\x01\"" 400 150 "-" "-"`,
			time:   "2015-05-17T10:05:03Z",
			want:   Record{Status: 400, ClientAddress: "10.0.0.1"},
		},
		{
			name:   "a request in absolute form",
			format: "common",
			line:   `10.0.0.1 - - [17/May/2015:10:05:03 +0000] "GET http://user:pw@example.com:8080/x?y#z HTTP/1.1" 200 -`,
			time:   "2015-05-17T10:05:03Z",
			want:   Record{Status: 200, Method: "GET", Path: "/x", Query: "y", Host: "example.com", ProtocolVersion: "1.1", ClientAddress: "10.0.0.1"},
		},
		{
			name:   "CONNECT has no path",
			format: "common",
			line:   `10.0.0.1 - - [17/May/2015:10:05:03 +0000] "CONNECT example.com:443 HTTP/1.1" 405 -`,
			time:   "2015-05-17T10:05:03Z",
			want:   Record{Status: 405, Method: "CONNECT", Host: "example.com", ProtocolVersion: "1.1", ClientAddress: "10.0.0.1"},
		},
		{
			name:   "HAProxy as its manual prints it, behind a syslog header",
			format: "haproxy",
			line:   `Feb  6 12:14:14 localhost haproxy[14389]: 10.0.1.2:33317 [06/Feb/2009:12:14:14.655] http-in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {1wt.eu} {} "GET /index.html HTTP/1.1"`,
			time:   "2009-02-06T12:14:14.655Z",
			want: Record{
				Status: 200, Method: "GET", Path: "/index.html", ProtocolVersion: "1.1", ClientAddress: "10.0.1.2", Backend: "static",
				Duration: 109 * time.Millisecond, HasDuration: true, Upstream: 69 * time.Millisecond, HasUpstream: true,
			},
		},
		{
			name:   "HAProxy without a response",
			format: "haproxy",
			line:   `::ffff:10.0.1.2:33317 [06/Feb/2009:12:14:14.655] http-in~ app/<NOSRV> 0/-1/-1/-1/+5001 -1 0 - - CQVN 1/1/0/0/0 0/0 "POST /cart HTTP/1.1"`,
			time:   "2009-02-06T12:14:14.655Z",
			want: Record{
				Method: "POST", Path: "/cart", ProtocolVersion: "1.1", ClientAddress: "::ffff:10.0.1.2", Backend: "app",
				Duration: 5001 * time.Millisecond, HasDuration: true,
			},
		},
		{
			name:   "HAProxy with a request that was cut",
			format: "haproxy",
			line:   `10.0.1.2:33317 [06/Feb/2009:12:14:14.655] http-in http-in/<NOSRV> -1/-1/-1/-1/7 400 187 - - PR-- 1/1/0/0/0 0/0 "<BADREQ>`,
			time:   "2009-02-06T12:14:14.655Z",
			want:   Record{Status: 400, ClientAddress: "10.0.1.2", Backend: "http-in", Duration: 7 * time.Millisecond, HasDuration: true},
		},
		{
			name:   "Envoy's default text format as its documentation prints it",
			format: "envoy",
			line:   `[2016-04-15T20:17:00.310Z] "POST /api/v1/locations HTTP/2" 204 - 154 0 226 100 "10.0.35.28" "nsq2http" "cc21d9b0-cf5c-432b-8c7e-98aeb7988cd2" "locations" "tcp://10.0.2.1:80"`,
			time:   "2016-04-15T20:17:00.31Z",
			want: Record{
				Status: 204, Method: "POST", Path: "/api/v1/locations", ProtocolVersion: "2", ClientAddress: "10.0.35.28",
				UserAgent: "nsq2http", Host: "locations", Duration: 226 * time.Millisecond, HasDuration: true,
				Upstream: 100 * time.Millisecond, HasUpstream: true,
			},
		},
		{
			name:   "Istio's text format as its documentation prints it",
			format: "envoy",
			line:   `[2020-11-25T21:26:18.409Z] "GET /status/418 HTTP/1.1" 418 - via_upstream - "-" 0 135 3 1 "-" "curl/7.73.0-DEV" "84961386-6d84-929d-98bd-c5aee93b5c88" "httpbin:8000" "127.0.0.1:80" inbound|8000|| 127.0.0.1:41854 10.44.1.27:80 10.44.1.23:37652 outbound_.8000_._.httpbin.foo.svc.cluster.local default`,
			time:   "2020-11-25T21:26:18.409Z",
			want: Record{
				Status: 418, Method: "GET", Path: "/status/418", ProtocolVersion: "1.1", UserAgent: "curl/7.73.0-DEV", Host: "httpbin",
				Backend: "inbound|8000||", Duration: 3 * time.Millisecond, HasDuration: true,
				Upstream: time.Millisecond, HasUpstream: true,
			},
		},
		{
			name:   "nginx JSON with quoted values",
			format: "json",
			line:   `{"time_local":"17/May/2015:10:05:03 +0000","remote_addr":"10.0.0.1","remote_user":"","request":"GET /a?b HTTP/1.1","status": "200","body_bytes_sent":"612","request_time":"0.007","http_referrer":"","http_user_agent":"curl/7.88","host":"shop"}`,
			time:   "2015-05-17T10:05:03Z",
			want: Record{
				Status: 200, Method: "GET", Path: "/a", Query: "b", ProtocolVersion: "1.1", ClientAddress: "10.0.0.1", UserAgent: "curl/7.88",
				Host: "shop", Duration: 7 * time.Millisecond, HasDuration: true,
			},
		},
		{
			name:   "nginx JSON with msec and parts",
			format: "json",
			line:   `{"msec":1431857103.250,"request_method":"PUT","request_uri":"/x/1?y=2","uri":"/x/1","server_protocol":"HTTP/1.1","status":503,"request_time":1.5}`,
			time:   "2015-05-17T10:05:03.25Z",
			want:   Record{Status: 503, Method: "PUT", Path: "/x/1", Query: "y=2", ProtocolVersion: "1.1", Duration: 1500 * time.Millisecond, HasDuration: true},
		},
		{
			name:   "Istio JSON",
			format: "json",
			line:   `{"authority":"httpbin:8000","bytes_received":0,"bytes_sent":135,"connection_termination_details":null,"downstream_remote_address":"10.44.1.23:37652","duration":6,"method":"GET","path":"/status/418","protocol":"HTTP/1.1","response_code":418,"response_flags":"-","start_time":"2020-11-25T21:26:18.409Z","upstream_cluster":"outbound|8000||httpbin","user_agent":"curl/7.73.0","x_forwarded_for":null}`,
			time:   "2020-11-25T21:26:18.409Z",
			want: Record{
				Status: 418, Method: "GET", Path: "/status/418", ProtocolVersion: "1.1", ClientAddress: "10.44.1.23", UserAgent: "curl/7.73.0",
				Host: "httpbin", Backend: "outbound|8000||httpbin", Duration: 6 * time.Millisecond, HasDuration: true,
			},
		},
		{
			name:   "Traefik JSON",
			format: "json",
			line:   `{"ClientAddr":"10.0.0.9:5531","ClientHost":"10.0.0.9","DownstreamContentSize":19,"DownstreamStatus":404,"Duration":62700,"OriginDuration":0,"OriginStatus":0,"RequestHost":"localhost","RequestMethod":"GET","RequestPath":"/a","RequestProtocol":"HTTP/1.1","ServiceName":"app@docker","StartUTC":"2023-11-27T12:00:01.5Z","level":"info","msg":"","time":"2023-11-27T12:00:02Z"}`,
			time:   "2023-11-27T12:00:02Z",
			want: Record{
				Status: 404, Method: "GET", Path: "/a", ProtocolVersion: "1.1", ClientAddress: "10.0.0.9", Host: "localhost", Backend: "app@docker",
				Duration: 62700 * time.Nanosecond, HasDuration: true,
			},
		},
		{
			name:   "Caddy JSON as its documentation prints it",
			format: "json",
			line:   `{"level":"info","ts":1646861401.5241024,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"127.0.0.1","remote_port":"41342","client_ip":"127.0.0.1","proto":"HTTP/2.0","method":"GET","host":"localhost","uri":"/","headers":{"User-Agent":["curl/7.82.0"],"Accept":["*/*"]},"tls":{"resumed":false,"version":772}},"bytes_read":0,"user_id":"","duration":0.000929675,"size":10900,"status":200,"resp_headers":{"Server":["Caddy"]}}`,
			time:   "2022-03-09T21:30:01.5241024Z",
			want: Record{
				Status: 200, Method: "GET", Path: "/", ProtocolVersion: "2.0", ClientAddress: "127.0.0.1", Host: "localhost", UserAgent: "curl/7.82.0",
				Duration: 929675 * time.Nanosecond, HasDuration: true, TLSVersion: "1.3",
			},
		},
		{
			name:   "OpenTelemetry names, flat",
			format: "json",
			line:   `{"timestamp":1431857103250,"http.request.method":"GET","url.path":"/a","http.response.status_code":200,"http.server.request.duration":0.25,"service.name":"shop","service.namespace":"eu","deployment.environment.name":"prod"}`,
			time:   "2015-05-17T10:05:03.25Z",
			want: Record{
				Status: 200, Method: "GET", Path: "/a", Service: "shop", Namespace: "eu", Environment: "prod",
				Duration: 250 * time.Millisecond, HasDuration: true,
			},
		},
		{
			name:   "Elastic Common Schema, nested, with escapes",
			format: "json",
			line:   `{"@timestamp":"2015-05-17T10:05:03.250Z","http":{"request":{"method":"GET"},"response":{"status_code":200},"version":"1.1"},"url":{"path":"\/caf\u00e9"},"event":{"duration":250000000},"service":{"name":"shop"},"host":{"name":"box"}}`,
			time:   "2015-05-17T10:05:03.25Z",
			want:   Record{Status: 200, Method: "GET", Path: "/café", ProtocolVersion: "1.1", Service: "shop", Duration: 250 * time.Millisecond, HasDuration: true},
		},
		{
			name:   "a line wrapped by Docker",
			format: "json",
			line:   `{"log":"127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.0\" 200 2326\n","stream":"stdout","time":"2000-10-10T20:55:37.1Z"}`,
			time:   "2000-10-10T20:55:36Z",
			want:   Record{Status: 200, Method: "GET", Path: "/", ProtocolVersion: "1.0", ClientAddress: "127.0.0.1"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.want.Time = at(t, tt.time)
			for _, name := range []string{tt.format, Auto} {
				reader, ok := NewReader(name)
				require.True(t, ok)
				var got Record
				require.True(t, reader.Read(tt.line, &Options{}, &got), "format %s", name)
				assert.Equal(t, tt.want, got, "format %s", name)
			}
			for _, f := range textFormats {
				var got Record
				if f.Name != tt.format {
					assert.False(t, f.Parse(tt.line, &Options{}, &got), "%s must not take it", f.Name)
				}
			}
		})
	}
}

func TestUnparsed(t *testing.T) {
	tests := map[string]string{
		"empty":                       "",
		"words":                       "hello world",
		"UTF-16":                      "\xff\xfe1\x002\x007\x00.\x000\x00",
		"NUL bytes":                   "\x00\x00\x00",
		"time without zone digits":    `1.2.3.4 - - [17/May/2015] "GET / HTTP/1.1" 200 1`,
		"year 0":                      `1.2.3.4 - - [17/May/0000:10:05:03 +0000] "GET / HTTP/1.1" 200 1`,
		"year 9999":                   `1.2.3.4 - - [17/May/9999:10:05:03 +0000] "GET / HTTP/1.1" 200 1`,
		"before 1970":                 `1.2.3.4 - - [31/Dec/1969:23:59:59 +0000] "GET / HTTP/1.1" 200 1`,
		"30 February":                 `1.2.3.4 - - [30/Feb/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 1`,
		"hour 24":                     `1.2.3.4 - - [17/May/2015:24:05:03 +0000] "GET / HTTP/1.1" 200 1`,
		"status of letters":           `1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" OK 1`,
		"status of four digits":       `1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 2000 1`,
		"open quote":                  `1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1 200 1`,
		"JSON array":                  `[{"status":200}]`,
		"JSON without a time":         `{"status":200,"method":"GET","path":"/"}`,
		"JSON of something else":      `{"version":6,"nginx_version":"1.9.4","timestamp":1446249499322,"processes":{"respawned":0}}`,
		"JSON cut off":                `{"time":"2015-05-17T10:05:03Z","status":200,"path":"/`,
		"JSON with more behind":       `{"time":"2015-05-17T10:05:03Z","status":200} x`,
		"JSON time overflow":          `{"time":99999999999999999999999,"status":200}`,
		"JSON nested without end":     `{"time":1431857103,"status":200,"x":` + strings.Repeat("[", 100_000),
		"JSON nested too deep":        `{"time":1431857103,"status":200,"x":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `}`,
		"many brackets":               strings.Repeat("[", 64<<10),
		"many quotes":                 `1.2.3.4 - - [17/May/2015:10:05:03 +0000] "` + strings.Repeat(`\"`, 32<<10),
		"HAProxy tcplog (no request)": `10.0.1.2:33313 [06/Feb/2009:12:12:51.443] fnt bck/srv1 0/0/5007 212 -- 0/0/0/0/3 0/0`,
		"wrapped twice":               `{"log":"{\"log\":\"{}\"}"}`,
	}
	for name, line := range tests {
		t.Run(name, func(t *testing.T) {
			reader, _ := NewReader(Auto)
			var r Record
			assert.False(t, reader.Read(line, &Options{}, &r))
		})
	}
}

func TestFallbackTime(t *testing.T) {
	reader, _ := NewReader("json")
	var r Record
	require.True(t, reader.Read(`{"status":200,"method":"GET","path":"/"}`, &Options{FallbackTime: 7}, &r))
	assert.Equal(t, int64(7), r.Time)
}

func TestLocation(t *testing.T) {
	zone := time.FixedZone("east", 3600)
	reader, _ := NewReader("haproxy")
	var r Record
	line := `10.0.1.2:33317 [06/Feb/2009:12:14:14.655] in app/srv 0/0/0/0/1 200 0 - - ---- 1/1/1/1/0 0/0 "GET / HTTP/1.1"`
	require.True(t, reader.Read(line, &Options{Location: zone}, &r))
	assert.Equal(t, at(t, "2009-02-06T11:14:14.655Z"), r.Time)
}

func TestDurationUnitOverridesBareNumbers(t *testing.T) {
	reader, _ := NewReader(Auto)
	tests := map[string]struct {
		tail string
		unit Unit
		want time.Duration
	}{
		"whole milliseconds":   {"15", UnitMillisecond, 15 * time.Millisecond},
		"decimal milliseconds": {"1.5", UnitMillisecond, 1500 * time.Microsecond},
		"a named unit wins":    {"15us", UnitSecond, 15 * time.Microsecond},
		"last of several":      {"512 1024 15", UnitMillisecond, 15 * time.Millisecond},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var r Record
			line := `10.0.0.1 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 17 "-" "x" ` + tt.tail
			require.True(t, reader.Read(line, &Options{DurationUnit: tt.unit}, &r))
			assert.Equal(t, tt.want, r.Duration)
		})
	}
}

func TestReaderFollowsAChangeOfFormat(t *testing.T) {
	reader, _ := NewReader(Auto)
	lines := []string{
		`127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 2326`,
		`{"time":"2015-05-17T10:05:03Z","status":200}`,
		`127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 2326 "-" "x"`,
	}
	for _, line := range lines {
		var r Record
		assert.True(t, reader.Read(line, &Options{}, &r))
		assert.Equal(t, 200, r.Status)
	}
	_, ok := NewReader("nonsense")
	assert.False(t, ok)
}
