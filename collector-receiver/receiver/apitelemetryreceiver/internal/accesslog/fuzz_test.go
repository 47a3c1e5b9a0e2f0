package accesslog

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// seeds are the shapes that mutations start from.
var seeds = []string{
	`127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326`,
	`v:80 1.2.3.4, ::1 - - [10/Oct/2000:13:55:36.123 -0700] "GET http://a@b:1/\"?x#y HTTP/1.0" 200 2326 "-" "x" "-" urt="0.1" rt=0.2 12ms 1.5 7`,
	`10.0.1.2:33317 [06/Feb/2009:12:14:14.655] http-in static/srv1 10/0/30/69/+109 -1 2750 - - ---- 1/1/1/1/0 0/0 {1wt.eu} {} "GET / HTTP/1.1"`,
	`[2016-04-15T20:17:00.310Z] "POST /api HTTP/2" 204 - 154 0 226 100 "10.0.35.28" "nsq2http" "cc21" "loc" "tcp://10.0.2.1:80"`,
	`[2020-11-25T21:26:18.409Z] "GET /status HTTP/1.1" 418 - via_upstream - "-" 0 135 3 1 "-" "curl" "84" "httpbin:8000" "127.0.0.1:80" inbound|8000||`,
	`{"time":"2015-05-17T10:05:03Z","status":"200","method":"GET","path":"\/caf\u00e9\ud83d\ude00","duration":1e-3,"request":{"headers":{"User-Agent":["x"]}},"log":"{}"}`,
	`{"log":"127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.0\" 200 2326\n","ts":1646861401.5241024}`,
	`https 2018-07-02T22:23:00.186641Z app/lb/50dc 192.168.131.39:2817 10.0.0.1:80 0.086 -1 0.037 200 200 0 57 "GET https://a:443/ HTTP/1.1" "c" C TLSv1.2 arn:x:targetgroup/t/73 "Root=1-58337281-1d84f3d73c47ec4e58577259" "d" "arn" 1 2018-07-02T22:22:48.364000Z "f"`,
	"2019-12-04\t21:02:31\tLAX1\t392\t192.0.2.100\tGET\tx.net\t/i\t000\t-\tM\ta=b\t-\tHit\tSO==\th\thttps\t23\t0.001\t-\tTLSv1.2\tE\tHit\tHTTP/2.0\t-",
	`10.42.0.63:51160 t.n.serviceaccount.identity.l - [2022-08-23T20:28:20.071809491Z] "GET http://webapp:7000/ HTTP/2.0" 200`,
	`203.0.113.5 - - [05/Apr/2024:16:26:32 +0000] "GET /pets/{petId} HTTP/1.1" 200 214 c6af9ac6-7b61-11e6-9a41-93e8deadbeef`,
	`{"records":[{"date":"2019-12-04","time":"21:02:31","sc-status":"200","routeKey":"GET /a","trace":"p/traces/0474a1e41cfb053be0fd9c422bc292ff"}]}`,
	"\xff\xfe1\x00", "\x00", "{\"a\":" + strings.Repeat("[", 70),
}

// FuzzRead checks what must hold for any line in any format: it ends, it does not panic, what is read is within the
// bounds that everything behind relies on, and valid text stays valid.
func FuzzRead(f *testing.F) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		for _, format := range formats {
			var r Record
			if !format.Parse(line, &Options{Location: time.FixedZone("x", -3600)}, &r) {
				continue
			}
			if r.Time < 0 || (r.Status != 0 && (r.Status < 100 || r.Status > 999)) || r.Duration < 0 || r.Duration > maxDuration || len(r.Method) > maxMethodLength {
				t.Fatalf("%s: out of bounds: %+v", format.Name, r)
			}
			for _, s := range []string{r.Method, r.Path, r.Query, r.ProtocolVersion, r.ClientAddress, r.UserAgent, r.Host, r.Backend, r.Service, r.Namespace, r.Environment} {
				// An escape of two bytes never becomes more than three (\u0800 has six).
				if len(s) > len(line) {
					t.Fatalf("%s: longer than the line: %q", format.Name, s)
				}
				if utf8.ValidString(line) && !utf8.ValidString(s) {
					t.Fatalf("%s: valid text became invalid: %q", format.Name, s)
				}
			}
		}
	})
}

// FuzzSplitJSON checks that no byte is read twice and that all of a good array is covered.
func FuzzSplitJSON(f *testing.F) {
	f.Add(`[{"a":1}, 2, "x", [null]]`)
	f.Add("{\"a\":1}\n{\"b\":\"\\\n!\n{}")
	f.Fuzz(func(t *testing.T, text string) {
		total := 0
		_ = SplitJSON(text, func(value string) error {
			total += len(value)
			return nil
		})
		if total > len(text) {
			t.Fatalf("%d bytes out of %d", total, len(text))
		}
	})
}

// FuzzParseTime checks the bounds of every instant that is accepted.
func FuzzParseTime(f *testing.F) {
	for _, seed := range []string{"2015-05-17T10:05:03.123+02:00", "17/May/2015:10:05:03 +0000", "1431857103.25", "1e9", "9223372036854775807"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, ok := ParseTime(s, time.FixedZone("x", 3600)); ok && (got < 0 || time.Unix(0, got).UTC().Year() > 2262) {
			t.Fatalf("%q is %d", s, got)
		}
	})
}

// TestReadingAllocatesNothing holds for all lines without JSON escapes, hostile ones too.
func TestReadingAllocatesNothing(t *testing.T) {
	lines := append([]string{}, seeds[:5]...)
	lines = append(lines,
		`{"time":"2015-05-17T10:05:03Z","status":200,"method":"GET","path":"/a","duration":3,"request":{"headers":{"X":["y"]}}}`,
		strings.Repeat("[", 64<<10), strings.Repeat(`"`, 64<<10), strings.Repeat("x ", 32<<10), `{"`+strings.Repeat("x", 64<<10),
		`127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 2326 "-" "-"`+strings.Repeat(" 1.5", 16<<10))
	reader, _ := NewReader(Auto)
	o := &Options{}
	var r Record
	for _, line := range lines {
		if n := testing.AllocsPerRun(10, func() { reader.Read(line, o, &r) }); n > 0 {
			t.Errorf("%v allocations for %.60q", n, line)
		}
	}
}
