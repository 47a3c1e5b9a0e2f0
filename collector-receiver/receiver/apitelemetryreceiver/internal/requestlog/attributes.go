package requestlog

import "strconv"

// OpenTelemetry semantic conventions 1.40, HTTP.
const (
	attrMethod          = "http.request.method"
	attrMethodOriginal  = "http.request.method_original"
	attrPath            = "url.path"
	attrQuery           = "url.query"
	attrStatus          = "http.response.status_code"
	attrErrorType       = "error.type"
	attrDuration        = "http.server.request.duration"
	attrServerAddress   = "server.address"
	attrClientAddress   = "client.address"
	attrUserAgent       = "user_agent.original"
	attrProtocolVersion = "network.protocol.version"
	attrRoute           = "http.route"
	attrTLSVersion      = "tls.protocol.version"
	attrTLSCipher       = "tls.cipher"

	// usualAttributes is room for method, path and status; an error type makes the room grow, which is rare.
	usualAttributes = 3

	otherMethod = "_OTHER"
	// errorNoResponse is the error type of a request that got no response.
	errorNoResponse = "no_response"
)

// canonicalMethod returns the method as the conventions want it, and the original where that differs.
func canonicalMethod(method string) (canonical, original string) {
	known, ok := methods[method]
	switch {
	case !ok:
		return otherMethod, method
	case known == method:
		return known, "" // not the one of the line, whose text may not last
	}
	return known, method
}

var methods = map[string]string{
	"GET": "GET", "POST": "POST", "PUT": "PUT", "DELETE": "DELETE", "HEAD": "HEAD", "OPTIONS": "OPTIONS", "PATCH": "PATCH",
	"CONNECT": "CONNECT", "TRACE": "TRACE", "QUERY": "QUERY",
	"get": "GET", "post": "POST", "put": "PUT", "delete": "DELETE", "head": "HEAD", "options": "OPTIONS", "patch": "PATCH",
	"connect": "CONNECT", "trace": "TRACE", "query": "QUERY",
}

// statusText is strconv.Itoa without an allocation for the usual ones.
func statusText(status int) string {
	switch status {
	case 500:
		return "500"
	case 502:
		return "502"
	case 503:
		return "503"
	case 504:
		return "504"
	}
	return strconv.Itoa(status)
}
