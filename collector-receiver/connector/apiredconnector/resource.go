package apiredconnector

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
)

// historySuffix sets apart the history that comes through the OTLP source: a source has one mode.
const historySuffix = ".history"

// maxBatchKey is the longest idempotency key, in bytes; a longer one is treated as none, because cutting it could make
// two batches one.
const maxBatchKey = 256

// resource is what a resource's attributes say.
type resource struct {
	origin
	service identity
	// sidecar says that a mesh's proxy beside a service speaks, which also reports the calls that the service makes.
	sidecar bool
	// proxied says that the service is named by the proxy's own cluster.
	proxied bool
	// fromOTLP says that the source is the connector's own live one.
	fromOTLP bool
}

func readResource(attributes pcommon.Map, otlp *OTLPSourceConfig) resource {
	r := resource{origin: origin{mode: weirattr.ModeLive}}
	var oldEnvironment, cluster, logName string
	for k, v := range attributes.All() {
		switch k {
		case "service.name":
			r.service.Name = bounded(v.Str())
		case "service.namespace":
			r.service.Namespace = bounded(v.Str())
		case "deployment.environment.name":
			r.service.Environment = bounded(v.Str())
		case "deployment.environment":
			oldEnvironment = bounded(v.Str())
		case "cluster_name":
			cluster = bounded(v.Str())
		case "log_name":
			logName = v.Str()
		case "node_name":
			r.sidecar = strings.HasPrefix(v.Str(), "sidecar~")
		case weirattr.SourceID:
			r.source = bounded(v.Str())
		case weirattr.SourceMode:
			if v.Str() == weirattr.ModeHistory {
				r.mode = weirattr.ModeHistory
			}
		case weirattr.BatchKey:
			if len(v.Str()) <= maxBatchKey {
				r.batchKey = v.Str()
			}
		}
	}
	if r.service.Name == "" && logName != "" && cluster != "" {
		// Envoy's access logger: the cluster is the proxy's own; in Istio it is `app.namespace`.
		r.service.Name, r.proxied = cluster, true
		if name, namespace, ok := strings.Cut(cluster, "."); ok && r.service.Namespace == "" && strings.IndexByte(namespace, '.') < 0 {
			r.service.Name, r.service.Namespace = name, namespace
		}
	}
	if r.service.Name == "" {
		r.service.Name = unknownService
	}
	if r.service.Environment == "" {
		r.service.Environment = oldEnvironment
	}
	if r.source == "" {
		r.source = otlp.ID
		r.fromOTLP = r.mode == weirattr.ModeLive
		if !r.fromOTLP {
			r.source += historySuffix
		}
	}
	return r
}
