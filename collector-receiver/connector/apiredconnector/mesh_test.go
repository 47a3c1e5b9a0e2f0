package apiredconnector

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
)

// A sidecar tells of calls to its service and of calls that its service makes: only the former are the service's requests.
// A gateway's calls are outbound, too, and are all it has.
func TestSidecarsAndGateways(t *testing.T) {
	counted := countedOfProxies(t, options{}, func(record plog.LogRecord, upstream string) {
		require.NoError(t, record.Attributes().FromRaw(map[string]any{
			"method": "GET", "path": "/a", "response_code": "200", "duration": "7", "upstream_cluster": upstream,
		}))
	})
	assert.Equal(t, []string{"foo/httpbin", "istio/gateway"}, counted)
}

// With Istio's default the record is a line in the body and nothing else: the resource says whose it is, and what is a
// sidecar's word on a call to others.
func TestSidecarsAndGatewaysThatWriteText(t *testing.T) {
	counted := countedOfProxies(t, options{configure: readsLines}, func(record plog.LogRecord, upstream string) {
		record.Body().SetStr(`[2026-11-22T12:00:00.000Z] "GET /status/418 HTTP/1.1" 418 - via_upstream - "-" 0 135 4 4 "-" "curl/7" "id" "httpbin:8000" "10.44.1.27:80" ` +
			upstream + ` 10.44.1.23:37652 10.0.45.184:8000 10.44.1.23:46520 - default` + "\n")
	})
	assert.Equal(t, []string{"foo/httpbin", "istio/gateway"}, counted)
}

// countedOfProxies are the services that have requests when a caller's sidecar, the callee's and a gateway each tell of one.
func countedOfProxies(t *testing.T, o options, tell func(record plog.LogRecord, upstream string)) []string {
	t.Helper()
	logs := plog.NewLogs()
	add := func(node, cluster, upstream string) {
		resource := logs.ResourceLogs().AppendEmpty()
		require.NoError(t, resource.Resource().Attributes().FromRaw(map[string]any{
			"log_name": "otel_envoy_accesslog", "zone_name": "", "cluster_name": cluster, "node_name": node,
		}))
		record := resource.ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()
		record.SetTimestamp(pcommon.NewTimestampFromTime(noon))
		tell(record, upstream)
	}
	add("sidecar~10.0.0.1~sleep-1.foo~foo.svc.cluster.local", "sleep.foo", "outbound|8000||httpbin.foo.svc.cluster.local")
	add("sidecar~10.0.0.2~httpbin-1.foo~foo.svc.cluster.local", "httpbin.foo", "inbound|8000||")
	add("router~10.0.0.3~gateway-1.istio~istio.svc.cluster.local", "gateway.istio", "outbound|8000||httpbin.foo.svc.cluster.local")
	next := &sink{}
	require.NoError(t, start(t, next, o).ConsumeLogs(background, logs))
	require.Len(t, next.got, 1)
	var services []string
	for _, rm := range next.got[0].ResourceMetrics().All() {
		name, _ := rm.Resource().Attributes().Get("service.name")
		namespace, _ := rm.Resource().Attributes().Get("service.namespace")
		services = append(services, namespace.Str()+"/"+name.Str())
	}
	return services
}
