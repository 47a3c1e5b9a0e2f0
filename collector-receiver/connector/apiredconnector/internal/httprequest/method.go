package httprequest

// Method is a request method as a small number; String gives its name.
type Method uint8

// The methods that the semantic conventions know: RFC 9110, RFC 5789 (PATCH) and QUERY.
const (
	MethodNone Method = iota
	MethodOther
	MethodGet
	MethodHead
	MethodPost
	MethodPut
	MethodDelete
	MethodConnect
	MethodOptions
	MethodTrace
	MethodPatch
	MethodQuery
)

var methodNames = [...]string{
	MethodNone: "", MethodOther: Other, MethodGet: "GET", MethodHead: "HEAD", MethodPost: "POST", MethodPut: "PUT",
	MethodDelete: "DELETE", MethodConnect: "CONNECT", MethodOptions: "OPTIONS", MethodTrace: "TRACE", MethodPatch: "PATCH",
	MethodQuery: "QUERY",
}

// String is the value for http.request.method; empty for MethodNone.
func (m Method) String() string { return methodNames[m] }

// ParseMethod knows upper and lower case, as sloppy clients and lenient servers use both; anything else is MethodOther.
func ParseMethod(name string) Method {
	switch name {
	case "GET", "get":
		return MethodGet
	case "HEAD", "head":
		return MethodHead
	case "POST", "post":
		return MethodPost
	case "PUT", "put":
		return MethodPut
	case "DELETE", "delete":
		return MethodDelete
	case "CONNECT", "connect":
		return MethodConnect
	case "OPTIONS", "options":
		return MethodOptions
	case "TRACE", "trace":
		return MethodTrace
	case "PATCH", "patch":
		return MethodPatch
	case "QUERY", "query":
		return MethodQuery
	}
	return MethodOther
}
