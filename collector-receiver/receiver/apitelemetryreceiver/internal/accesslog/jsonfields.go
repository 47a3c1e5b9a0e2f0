package accesslog

// fieldKind is what a JSON member is about.
type fieldKind uint8

const (
	fieldTime fieldKind = iota
	fieldStatus
	fieldMethod
	fieldTarget
	fieldQuery
	fieldRequest
	fieldDuration
	fieldHost
	fieldClient
	fieldUserAgent
	fieldProtocol
	fieldService
	fieldNamespace
	fieldEnvironment
	fieldBackend
	fieldBackendURL
	fieldRoute
	fieldUpstream
	fieldCaller
	fieldTLSVersion
	fieldTLSCipher
	fieldTrace
	fieldTraceParent
	fieldSpan
	fieldDate
	fieldMessage
	fieldFile
	fieldOffset
	fieldShipper
	fieldKinds
)

// Ranks that decide more than an order.
const (
	// rankCode is that of `code`, which is a status only beside a method and a path.
	rankCode = 3
	// rankHost is that of `host`, which some parsers take for the client.
	rankHost = 1
	// rankVersion is that of `version`, which is one of HTTP only when it says so.
	rankVersion = 4
)

// jsonField says what a member means. A lower rank is better evidence; unit belongs to durations only, where UnitAuto
// means that writers differ.
type jsonField struct {
	kind fieldKind
	rank uint8
	unit Unit
}

// jsonFields holds the names that are understood, nested ones with dots. Sources: nginx's variables, Envoy's and Istio's
// default JSON formats, Traefik's access log fields, Caddy's log module, ECS 8, OpenTelemetry's HTTP conventions
// (current and before 1.20).
var jsonFields = map[string]jsonField{
	"msec":         {kind: fieldTime},
	"@timestamp":   {kind: fieldTime, rank: 1},
	"timestamp":    {kind: fieldTime, rank: 1},
	"time_iso8601": {kind: fieldTime, rank: 1},
	"time":         {kind: fieldTime, rank: 1},
	"ts":           {kind: fieldTime, rank: 1},
	"start_time":   {kind: fieldTime, rank: 1},
	"time_local":   {kind: fieldTime, rank: 2},
	"StartUTC":     {kind: fieldTime, rank: 3},
	"StartLocal":   {kind: fieldTime, rank: 4},
	"datetime":     {kind: fieldTime, rank: 4},

	"http.response.status_code": {kind: fieldStatus},
	"status":                    {kind: fieldStatus},
	"status_code":               {kind: fieldStatus},
	"response_code":             {kind: fieldStatus},
	"DownstreamStatus":          {kind: fieldStatus},
	"http.status_code":          {kind: fieldStatus},
	"response_status":           {kind: fieldStatus, rank: 1},
	"statusCode":                {kind: fieldStatus, rank: 1},
	"OriginStatus":              {kind: fieldStatus, rank: 2},
	"code":                      {kind: fieldStatus, rank: rankCode},

	"http.request.method": {kind: fieldMethod},
	"request_method":      {kind: fieldMethod},
	"RequestMethod":       {kind: fieldMethod},
	"method":              {kind: fieldMethod},
	":method":             {kind: fieldMethod},
	"http.method":         {kind: fieldMethod},
	"request.method":      {kind: fieldMethod},
	"verb":                {kind: fieldMethod, rank: 1},

	"request_uri":           {kind: fieldTarget},
	"url.path":              {kind: fieldTarget},
	"path":                  {kind: fieldTarget, rank: 1},
	":path":                 {kind: fieldTarget, rank: 1},
	"x-envoy-original-path": {kind: fieldTarget},
	"x_envoy_original_path": {kind: fieldTarget},
	"RequestPath":           {kind: fieldTarget},
	"request.uri":           {kind: fieldTarget},
	"http.target":           {kind: fieldTarget},
	"request_path":          {kind: fieldTarget, rank: 1},
	"uri":                   {kind: fieldTarget, rank: 1},
	"url.original":          {kind: fieldTarget, rank: 2},
	"url.full":              {kind: fieldTarget, rank: 2},
	"http.url":              {kind: fieldTarget, rank: 2},
	"url":                   {kind: fieldTarget, rank: 2},

	"url.query":    {kind: fieldQuery},
	"args":         {kind: fieldQuery, rank: 1},
	"query_string": {kind: fieldQuery, rank: 1},
	"request":      {kind: fieldRequest},

	"http.server.request.duration": {kind: fieldDuration, unit: UnitSecond},
	"request_time":                 {kind: fieldDuration, unit: UnitSecond},
	"duration_seconds":             {kind: fieldDuration, unit: UnitSecond},
	"latency_seconds":              {kind: fieldDuration, unit: UnitSecond},
	"Duration":                     {kind: fieldDuration, unit: UnitNanosecond},
	"event.duration":               {kind: fieldDuration, unit: UnitNanosecond},
	"duration_ns":                  {kind: fieldDuration, unit: UnitNanosecond},
	"duration_us":                  {kind: fieldDuration, unit: UnitMicrosecond},
	"http.server.duration":         {kind: fieldDuration, unit: UnitMillisecond},
	"duration_ms":                  {kind: fieldDuration, unit: UnitMillisecond},
	"latency_ms":                   {kind: fieldDuration, unit: UnitMillisecond},
	"response_time_ms":             {kind: fieldDuration, unit: UnitMillisecond},
	"request_time_ms":              {kind: fieldDuration, unit: UnitMillisecond},
	"elapsed_ms":                   {kind: fieldDuration, unit: UnitMillisecond},
	"responseTime":                 {kind: fieldDuration, rank: 1, unit: UnitMillisecond},
	"duration":                     {kind: fieldDuration, rank: 1},
	"latency":                      {kind: fieldDuration, rank: 1},
	"response_time":                {kind: fieldDuration, rank: 1},
	"elapsed":                      {kind: fieldDuration, rank: 1},

	"server.address":            {kind: fieldHost},
	"http_host":                 {kind: fieldHost},
	"RequestHost":               {kind: fieldHost},
	"authority":                 {kind: fieldHost},
	":authority":                {kind: fieldHost},
	"request.host":              {kind: fieldHost},
	"http.host":                 {kind: fieldHost},
	"url.domain":                {kind: fieldHost},
	"vhost":                     {kind: fieldHost},
	"host":                      {kind: fieldHost, rank: rankHost},
	"server_name":               {kind: fieldHost, rank: 2},
	"client.address":            {kind: fieldClient},
	"client.ip":                 {kind: fieldClient},
	"ClientHost":                {kind: fieldClient},
	"client_ip":                 {kind: fieldClient},
	"clientip":                  {kind: fieldClient},
	"request.client_ip":         {kind: fieldClient},
	"remote_addr":               {kind: fieldClient, rank: 1},
	"remote_ip":                 {kind: fieldClient, rank: 1},
	"request.remote_ip":         {kind: fieldClient, rank: 1},
	"source.ip":                 {kind: fieldClient, rank: 1},
	"remote":                    {kind: fieldClient, rank: 1},
	"x_forwarded_for":           {kind: fieldClient, rank: 2},
	"downstream_remote_address": {kind: fieldClient, rank: 3},

	"user_agent.original":        {kind: fieldUserAgent},
	"user_agent":                 {kind: fieldUserAgent},
	"user-agent":                 {kind: fieldUserAgent},
	"http_user_agent":            {kind: fieldUserAgent},
	"request_User-Agent":         {kind: fieldUserAgent},
	"request.headers.User-Agent": {kind: fieldUserAgent},
	"http.user_agent":            {kind: fieldUserAgent},
	"agent":                      {kind: fieldUserAgent, rank: 1},

	"network.protocol.version": {kind: fieldProtocol},
	"server_protocol":          {kind: fieldProtocol},
	"RequestProtocol":          {kind: fieldProtocol},
	"protocol":                 {kind: fieldProtocol},
	"request.proto":            {kind: fieldProtocol},
	"http.version":             {kind: fieldProtocol},
	"proto":                    {kind: fieldProtocol, rank: 1},

	"service.name":                {kind: fieldService},
	"service_name":                {kind: fieldService},
	"service":                     {kind: fieldService, rank: 1},
	"service.namespace":           {kind: fieldNamespace},
	"deployment.environment.name": {kind: fieldEnvironment},
	"deployment.environment":      {kind: fieldEnvironment, rank: 1},
	"service.environment":         {kind: fieldEnvironment, rank: 1},
	"fields.service":              {kind: fieldService, rank: 1},
	"fields.service.name":         {kind: fieldService, rank: 1},
	"fields.service_name":         {kind: fieldService, rank: 1},
	"fields.environment":          {kind: fieldEnvironment, rank: 2},
	"fields.env":                  {kind: fieldEnvironment, rank: 2},

	// The order of OpenTelemetry's conventions for services in Kubernetes. Filebeat writes dots in labels as underscores.
	"kubernetes.labels.app.kubernetes.io/name": {kind: fieldService, rank: 2},
	"kubernetes.labels.app_kubernetes_io/name": {kind: fieldService, rank: 2},
	"kubernetes.labels.app":                    {kind: fieldService, rank: 3},
	"kubernetes.labels.k8s-app":                {kind: fieldService, rank: 3},
	"kubernetes.deployment.name":               {kind: fieldService, rank: 4},
	"kubernetes.container.name":                {kind: fieldService, rank: 5},
	"kubernetes.container_name":                {kind: fieldService, rank: 5},
	"container_name":                           {kind: fieldService, rank: 6},
	"kubernetes.namespace":                     {kind: fieldNamespace, rank: 1},
	"kubernetes.namespace_name":                {kind: fieldNamespace, rank: 1},

	"http.route": {kind: fieldRoute},

	// The time of what stands behind a proxy, and what that is.
	"upstream_response_time":        {kind: fieldUpstream, unit: UnitSecond},
	"OriginDuration":                {kind: fieldUpstream, unit: UnitNanosecond},
	"upstream_service_time":         {kind: fieldUpstream, unit: UnitMillisecond},
	"x_envoy_upstream_service_time": {kind: fieldUpstream, unit: UnitMillisecond},
	"x-envoy-upstream-service-time": {kind: fieldUpstream, unit: UnitMillisecond},

	"ServiceName":      {kind: fieldBackend},
	"upstream_cluster": {kind: fieldBackend},
	"upstream_host":    {kind: fieldBackend, rank: 2},
	"upstream_addr":    {kind: fieldBackend, rank: 3},

	// Traces.
	"traceparent":                 {kind: fieldTraceParent},
	"http_traceparent":            {kind: fieldTraceParent},
	"request.headers.traceparent": {kind: fieldTraceParent},
	"request.headers.Traceparent": {kind: fieldTraceParent},
	"request_Traceparent":         {kind: fieldTraceParent},
	"trace_id":                    {kind: fieldTrace},
	"traceId":                     {kind: fieldTrace},
	"traceID":                     {kind: fieldTrace},
	"TraceId":                     {kind: fieldTrace},
	"trace.id":                    {kind: fieldTrace},
	"x_b3_traceid":                {kind: fieldTrace, rank: 1},
	"trace":                       {kind: fieldTrace, rank: 1},
	"xrayTraceId":                 {kind: fieldTrace, rank: 2},
	"span_id":                     {kind: fieldSpan},
	"spanId":                      {kind: fieldSpan},
	"spanID":                      {kind: fieldSpan},
	"SpanId":                      {kind: fieldSpan},
	"span.id":                     {kind: fieldSpan},

	// TLS of the client's connection: nginx, Traefik, Envoy, Caddy and Kong.
	"ssl_protocol":             {kind: fieldTLSVersion},
	"tls.protocol.version":     {kind: fieldTLSVersion},
	"TLSVersion":               {kind: fieldTLSVersion},
	"downstream_tls_version":   {kind: fieldTLSVersion},
	"request.tls.version":      {kind: fieldTLSVersion},
	"ssl_cipher":               {kind: fieldTLSCipher},
	"tls.cipher":               {kind: fieldTLSCipher},
	"TLSCipher":                {kind: fieldTLSCipher},
	"downstream_tls_cipher":    {kind: fieldTLSCipher},
	"request.tls.cipher":       {kind: fieldTLSCipher},
	"request.tls.cipher_suite": {kind: fieldTLSCipher, rank: 1},
	"backend":                  {kind: fieldBackend},
	"backend_name":             {kind: fieldBackend},

	"message":        {kind: fieldMessage},
	"log":            {kind: fieldMessage},
	"line":           {kind: fieldMessage},
	"event.original": {kind: fieldMessage, rank: 1},
	"MESSAGE":        {kind: fieldMessage, rank: 1},
	"msg":            {kind: fieldMessage, rank: 2},

	// Filebeat 7 and later; `file` and `offset` alone are Lumberjack's first version.
	"log.file.path": {kind: fieldFile},
	"file":          {kind: fieldFile, rank: 1},
	"log.offset":    {kind: fieldOffset},
	"offset":        {kind: fieldOffset, rank: 1},
	"host.name":     {kind: fieldShipper},
}

// jsonParents holds the objects that are looked into and the prefix that their members get.
var jsonParents = map[string]string{
	"request":                "request.",
	"request.headers":        "request.headers.",
	"http":                   "http.",
	"http.request":           "http.request.",
	"http.response":          "http.response.",
	"url":                    "url.",
	"server":                 "server.",
	"client":                 "client.",
	"source":                 "source.",
	"event":                  "event.",
	"user_agent":             "user_agent.",
	"network":                "network.",
	"network.protocol":       "network.protocol.",
	"service":                "service.",
	"deployment":             "deployment.",
	"deployment.environment": "deployment.environment.",
	"attributes":             "",
	"resource":               "",
	"resource.attributes":    "",
	"json":                   "", // Filebeat, where it reads JSON but keeps it apart
	"fields":                 "fields.",
	"fields.service":         "fields.service.",
	"kubernetes":             "kubernetes.",
	"kubernetes.labels":      "kubernetes.labels.",
	"kubernetes.deployment":  "kubernetes.deployment.",
	"kubernetes.container":   "kubernetes.container.",
	"log":                    "log.",
	"log.file":               "log.file.",
	"host":                   "host.",
	"request.tls":            "request.tls.",
	"tls":                    "tls.",
	"trace":                  "trace.",
	"span":                   "span.",
}
