package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

const (
	root      = "../../../.."
	readToken = "weir-test-read-0123456789"
	postToken = "weir-test-post-0123456789"
)

// startService starts the detection service of this repository as people run it, with tokens.
func startService(tb testing.TB) string {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	folder := tb.TempDir()
	config := filepath.Join(folder, "weir.yaml")
	text := `tokens:
  - { name: grafana, scopes: [read, write, act-as], secret: { env: READ_TOKEN } }
  - { name: sender, scopes: [ingest], secret: { env: POST_TOKEN } }
`
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		tb.Fatal(err)
	}
	command := exec.Command(nodeBinary(tb), filepath.Join(root, "detection-service/src/main.ts"), "serve",
		"--config", config, "--listen", address, "--data", filepath.Join(folder, "data"))
	command.Env = append(os.Environ(), "READ_TOKEN="+readToken, "POST_TOKEN="+postToken)
	output := &lastWords{}
	command.Stdout, command.Stderr = output, output
	if err := command.Start(); err != nil {
		tb.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = command.Wait(); close(ended) }()
	tb.Cleanup(func() {
		_ = command.Process.Signal(syscall.SIGTERM)
		select {
		case <-ended:
		case <-time.After(20 * time.Second):
			_ = command.Process.Kill()
			<-ended
		}
	})
	for range 600 {
		select {
		case <-ended:
			tb.Fatalf("the service ended: %s", output)
		default:
		}
		if answer, err := http.Get("http://" + address + "/readyz"); err == nil { //nolint:noctx // a probe
			_ = answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return "http://" + address
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	tb.Fatalf("the service was not ready: %s", output)
	return ""
}

type lastWords struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lastWords) Write(part []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(part)
}

func (l *lastWords) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// nodeBinary is the Node that the repository runs on: what started the tests, or the one that bootstrap.cjs has fetched.
func nodeBinary(tb testing.TB) string {
	tb.Helper()
	arch := map[string]string{"amd64": "x64"}[runtime.GOARCH]
	if arch == "" {
		arch = runtime.GOARCH
	}
	fetched := filepath.Join(root, ".tools/node/node_modules/node-"+runtime.GOOS+"-"+arch+"/bin/node")
	for _, candidate := range []string{os.Getenv("WEIR_NODE"), fetched, "node"} {
		if candidate == "" {
			continue
		}
		answer, err := exec.Command(candidate, "-p", "process.versions.node.split('.')[0]").Output()
		if err != nil {
			continue
		}
		if major, err := strconv.Atoi(strings.TrimSpace(string(answer))); err == nil && major >= 22 {
			return candidate
		}
	}
	tb.Fatal("Node 22 or newer is needed; `npm test` brings one")
	return ""
}

const (
	minute = int64(60_000)
	// historyMinutes of ordinary days, and within them an outage of payments.
	historyMinutes        = 8 * 60
	outageFrom, outageEnd = 7 * 60, 7*60 + 30
)

// tellHistory sends the past of two services through the service's own door, as OTLP JSON of a source declared history:
// a minute each point, 8 hours, with half of the calls of payments failing for half an hour. It returns when the history
// starts.
func tellHistory(tb testing.TB, url string) time.Time {
	tb.Helper()
	from := time.Now().Add(-9 * time.Hour).Truncate(time.Hour)
	for _, service := range []string{"payments", "orders"} {
		var points []any
		for at := range int64(historyMinutes) {
			calls, failed := 120+int(at%7), 0
			if service == "payments" && at >= outageFrom && at < outageEnd {
				failed = calls / 2
			}
			points = append(points, point(from.UnixMilli()+at*minute, calls-failed, 200))
			if failed > 0 {
				points = append(points, point(from.UnixMilli()+at*minute, failed, 500))
			}
		}
		post(tb, url, request(service, points))
	}
	return from
}

func point(start int64, calls, status int) map[string]any {
	attributes := []any{
		attribute("http.request.method", "POST"), attribute("http.route", "/pay"),
		map[string]any{"key": "http.response.status_code", "value": map[string]any{"intValue": strconv.Itoa(status)}},
	}
	if status >= 500 {
		attributes = append(attributes, attribute("error.type", strconv.Itoa(status)))
	}
	nano := func(millis int64) string { return fmt.Sprintf("%d000000", millis) }
	tenth, third := calls/10, calls/3
	return map[string]any{
		"attributes": attributes, "startTimeUnixNano": nano(start), "timeUnixNano": nano(start + minute),
		"count": strconv.Itoa(calls), "sum": float64(calls) * 0.08, "explicitBounds": []float64{0.05, 0.1, 0.25},
		"bucketCounts": []string{strconv.Itoa(third), strconv.Itoa(calls - third - tenth), strconv.Itoa(tenth), "0"},
	}
}

func attribute(key, value string) map[string]any {
	return map[string]any{"key": key, "value": map[string]any{"stringValue": value}}
}

func request(service string, points []any) map[string]any {
	return map[string]any{"resourceMetrics": []any{map[string]any{
		"resource": map[string]any{"attributes": []any{
			attribute("service.name", service), attribute("deployment.environment.name", "prod"), attribute("weir.source.mode", "history"),
		}},
		"scopeMetrics": []any{map[string]any{"metrics": []any{map[string]any{
			"name": "http.server.request.duration", "unit": "s",
			"histogram": map[string]any{"aggregationTemporality": 1, "dataPoints": points},
		}}}},
	}}}
}

func post(tb testing.TB, url string, body any) {
	tb.Helper()
	content, err := json.Marshal(body)
	if err != nil {
		tb.Fatal(err)
	}
	message, err := http.NewRequest(http.MethodPost, url+"/v1/metrics", bytes.NewReader(content)) //nolint:noctx // a test
	if err != nil {
		tb.Fatal(err)
	}
	message.Header.Set("Content-Type", "application/json")
	message.Header.Set("Authorization", "Bearer "+postToken)
	answer, err := http.DefaultClient.Do(message)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	said, _ := io.ReadAll(answer.Body)
	if answer.StatusCode != http.StatusOK || strings.Contains(string(said), "rejected") {
		tb.Fatalf("%d %s", answer.StatusCode, said)
	}
}
