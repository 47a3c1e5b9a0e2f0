package accesslog

import "maps"

// vendorFields holds the names that one product uses and that say more than the general ones. Sources: Kong's logging
// plugins, Linkerd's proxy, Azure Monitor's resource logs, Google Cloud's LogEntry, CloudFront's standard logs as JSON,
// API Gateway's context variables, Apache NiFi's HTTP processors.
var vendorFields = map[string]jsonField{
	// Kong, http-log, file-log and the like: milliseconds, -1 where there was no upstream.
	"started_at":                 {kind: fieldTime, rank: 1},
	"response.status":            {kind: fieldStatus},
	"request.url":                {kind: fieldTarget, rank: 2},
	"latencies.request":          {kind: fieldDuration, unit: UnitMillisecond},
	"latencies.proxy":            {kind: fieldUpstream, unit: UnitMillisecond},
	"request.headers.host":       {kind: fieldHost, rank: 1},
	"request.headers.user-agent": {kind: fieldUserAgent},
	"service.host":               {kind: fieldBackend, rank: 1},

	// Linkerd's proxy.
	"total_ns":    {kind: fieldDuration, unit: UnitNanosecond},
	"client.addr": {kind: fieldClient, rank: 1},
	"client.id":   {kind: fieldCaller},
	"version":     {kind: fieldProtocol, rank: rankVersion},

	// Azure API Management, category GatewayLogs: milliseconds. The API's id names the service.
	"durationMs":                  {kind: fieldDuration, unit: UnitMillisecond},
	"DurationMs":                  {kind: fieldDuration, unit: UnitMillisecond},
	"callerIpAddress":             {kind: fieldClient, rank: 1},
	"properties.method":           {kind: fieldMethod},
	"properties.url":              {kind: fieldTarget, rank: 2},
	"properties.responseCode":     {kind: fieldStatus},
	"properties.backendTime":      {kind: fieldUpstream, unit: UnitMillisecond},
	"properties.backendUrl":       {kind: fieldBackendURL},
	"properties.apiId":            {kind: fieldService, rank: 3},
	"properties.clientProtocol":   {kind: fieldProtocol},
	"properties.clientTlsVersion": {kind: fieldTLSVersion},
	"properties.traceId":          {kind: fieldTrace},

	// Azure Front Door, category FrontDoorAccessLog: seconds.
	"properties.httpMethod":       {kind: fieldMethod},
	"properties.requestUri":       {kind: fieldTarget, rank: 2},
	"properties.httpStatusCode":   {kind: fieldStatus},
	"properties.timeTaken":        {kind: fieldDuration, unit: UnitSecond},
	"properties.clientIp":         {kind: fieldClient},
	"properties.userAgent":        {kind: fieldUserAgent},
	"properties.httpVersion":      {kind: fieldProtocol},
	"properties.hostName":         {kind: fieldHost},
	"properties.originName":       {kind: fieldBackendURL},
	"properties.backendHostname":  {kind: fieldBackendURL, rank: 1},
	"properties.securityProtocol": {kind: fieldTLSVersion},
	"properties.securityCipher":   {kind: fieldTLSCipher},

	// Google Cloud's load balancers.
	"httpRequest.requestMethod":   {kind: fieldMethod},
	"httpRequest.requestUrl":      {kind: fieldTarget, rank: 2},
	"httpRequest.status":          {kind: fieldStatus},
	"httpRequest.latency":         {kind: fieldDuration, unit: UnitSecond},
	"httpRequest.remoteIp":        {kind: fieldClient},
	"httpRequest.userAgent":       {kind: fieldUserAgent},
	"httpRequest.protocol":        {kind: fieldProtocol},
	"labels.backend_service_name": {kind: fieldBackend, rank: 1},
	"receiveTimestamp":            {kind: fieldTime, rank: 4},

	// CloudFront: seconds; date and time are two members.
	"date":                {kind: fieldDate},
	"timestamp(ms)":       {kind: fieldTime},
	"cs-method":           {kind: fieldMethod},
	"cs-uri-stem":         {kind: fieldTarget},
	"cs-uri-query":        {kind: fieldQuery},
	"sc-status":           {kind: fieldStatus},
	"time-taken":          {kind: fieldDuration, unit: UnitSecond},
	"x-host-header":       {kind: fieldHost},
	"cs(Host)":            {kind: fieldHost, rank: 2},
	"c-ip":                {kind: fieldClient},
	"cs(User-Agent)":      {kind: fieldUserAgent},
	"cs-protocol-version": {kind: fieldProtocol},
	"ssl-protocol":        {kind: fieldTLSVersion},
	"ssl-cipher":          {kind: fieldTLSCipher},

	// Amazon API Gateway's variables by their own names: milliseconds; the resource is a template.
	"requestTime":        {kind: fieldTime, rank: 1},
	"requestTimeEpoch":   {kind: fieldTime},
	"httpMethod":         {kind: fieldMethod},
	"resourcePath":       {kind: fieldRoute},
	"routeKey":           {kind: fieldRoute, rank: 1},
	"responseLatency":    {kind: fieldDuration, unit: UnitMillisecond},
	"integrationLatency": {kind: fieldUpstream, unit: UnitMillisecond},
	"domainName":         {kind: fieldHost},
	"ip":                 {kind: fieldClient, rank: 1},
	"sourceIp":           {kind: fieldClient, rank: 1},
	"userAgent":          {kind: fieldUserAgent},

	// Apache NiFi: attributes of InvokeHTTP and HandleHttpRequest, written by AttributesToJSON.
	"invokehttp.status.code":      {kind: fieldStatus},
	"invokehttp.request.url":      {kind: fieldTarget, rank: 2},
	"invokehttp.request.duration": {kind: fieldDuration, unit: UnitMillisecond},
	"http.request.uri":            {kind: fieldTarget},
	"http.query.string":           {kind: fieldQuery},
	"http.status.code":            {kind: fieldStatus, rank: 1},
	"http.remote.addr":            {kind: fieldClient},
	"http.server.name":            {kind: fieldHost},
	"http.protocol":               {kind: fieldProtocol},
}

// vendorParents are the objects that they stand in.
var vendorParents = map[string]string{
	"response":    "response.",
	"latencies":   "latencies.",
	"properties":  "properties.",
	"httpRequest": "httpRequest.",
	"labels":      "labels.",
}

func withVendors[V any](general, vendors map[string]V) map[string]V {
	all := maps.Clone(general)
	maps.Copy(all, vendors)
	return all
}
