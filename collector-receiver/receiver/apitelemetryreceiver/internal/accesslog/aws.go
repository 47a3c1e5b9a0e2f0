package accesslog

import (
	"strings"
	"time"
)

// loadBalancerTypes are the first fields of an Application Load Balancer's lines.
var loadBalancerTypes = [...]string{"https ", "http ", "h2 ", "grpcs ", "wss ", "ws "}

// parseLoadBalancer reads the lines of AWS' Application Load Balancer, `type time elb client target …`, and of the Classic
// one, which has no type (Elastic Load Balancing User Guide, "Access logs"). The time is that of the response. The
// duration is the sum of the three times; where the target was never reached they are -1, and it is the time since the
// request came.
func parseLoadBalancer(line string, o *Options, r *Record) bool {
	typed := false
	for _, name := range loadBalancerTypes {
		if strings.HasPrefix(line, name) {
			line, typed = line[len(name):], true
			break
		}
	}
	t, n, ok := isoTime(line, o.Location)
	if !ok || n >= len(line) || line[n] != ' ' || line[n-1] != 'Z' {
		return false
	}
	balancer, rest, ok := field(line[n:])
	if !ok || (typed && !strings.HasPrefix(balancer, "app/") && strings.IndexByte(balancer, '/') < 0) {
		return false
	}
	client, rest, ok := field(rest)
	if !ok || strings.IndexByte(client, ':') < 0 {
		return false
	}
	target, rest, ok := field(rest)
	if !ok || (target != "-" && strings.IndexByte(target, ':') < 0) {
		return false
	}
	var times [3]string
	for i := range times {
		if times[i], rest, ok = field(rest); !ok {
			return false
		}
	}
	total, whole := time.Duration(0), true
	for i, s := range times {
		d, ok := scaled(s, UnitSecond)
		if !ok && s != "-1" {
			return false
		}
		whole = whole && ok
		total += d
		if i == 1 && ok {
			r.Upstream, r.HasUpstream = d, true
		}
	}
	status, rest, ok := field(rest)
	if !ok || !r.setStatus(status) {
		return false
	}
	for range 3 { // the target's status, bytes received and sent
		if _, rest, ok = field(rest); !ok {
			return false
		}
	}
	rest = strings.TrimLeft(rest, " ")
	if !strings.HasPrefix(rest, `"`) {
		return false
	}
	request, rest, ok := quoted(rest)
	if !ok {
		return false
	}
	r.Time, r.ClientAddress = t, clientWithoutPort(client)
	r.setRequestLine(request)
	if typed {
		r.Backend = stripPort(target)
	}
	if r.Backend == "-" {
		r.Backend = ""
	}
	created := r.setLoadBalancerTail(rest, o)
	switch {
	case whole:
		r.Duration, r.HasDuration = total, true
	case created > 0 && created <= t && t-created < int64(maxDuration):
		r.Duration, r.HasDuration = time.Duration(t-created), true
	}
	return true
}

// setLoadBalancerTail reads what follows the request line; lines that end earlier are good, too. It returns the time at
// which the request came, 0 when the line does not say.
func (r *Record) setLoadBalancerTail(rest string, o *Options) int64 {
	for i := range 9 {
		token, _, next, ok := trailingField(rest)
		if !ok {
			return 0
		}
		rest = next
		if token == "-" || token == "" {
			continue
		}
		switch i {
		case 0:
			r.UserAgent = token
		case 1:
			r.TLSCipher = token
		case 2:
			r.TLSVersion = tlsVersion(token)
		case 3:
			if _, name, ok := strings.Cut(token, ":targetgroup/"); ok {
				name, _, _ = strings.Cut(name, "/")
				r.Backend = name
			}
		case 4:
			r.setTrace(token)
		case 5:
			r.Host = stripPort(token)
		case 8:
			if t, n, ok := isoTime(token, o.Location); ok && n == len(token) {
				return t
			}
		}
	}
	return 0
}

// parseCloudFront reads the tab-separated lines of CloudFront's standard logs, version 1.0, in their fixed order
// (Amazon CloudFront Developer Guide, "Standard logging reference"); the time is the end of the response.
func parseCloudFront(line string, _ *Options, r *Record) bool {
	if len(line) < 20 || line[10] != '\t' || line[19] != '\t' || line[4] != '-' {
		return false
	}
	t, ok := dateAndClock(line[:10], line[11:19])
	if !ok {
		return false
	}
	r.Time = t
	rest, value := line[20:], ""
	for i := 2; rest != ""; i++ {
		value, rest, _ = strings.Cut(rest, "\t")
		if value == "-" && i != cloudFrontStatus {
			if i == cloudFrontMethod {
				return false
			}
			continue
		}
		switch i {
		case 4:
			r.ClientAddress = value
		case cloudFrontMethod:
			if !isMethod(value) {
				return false
			}
			r.Method = value
		case 6:
			r.Host = stripPort(value)
		case 7:
			r.setTarget(value)
		case cloudFrontStatus:
			if !r.setStatus(value) {
				return false
			}
		case 10:
			r.UserAgent = value
		case 11:
			r.Query = value
		case 15:
			r.Host = stripPort(value)
		case cloudFrontTaken:
			d, ok := scaled(value, UnitSecond)
			if !ok {
				return false
			}
			r.Duration, r.HasDuration = d, true
		case 20:
			r.TLSVersion = tlsVersion(value)
		case 21:
			r.TLSCipher = value
		case 23:
			r.ProtocolVersion = strings.TrimPrefix(value, "HTTP/")
			return true
		}
	}
	return r.HasDuration // older lines end behind the time taken
}

// Columns of CloudFront's lines, the date being 0.
const (
	cloudFrontMethod = 5
	cloudFrontStatus = 8
	cloudFrontTaken  = 18
)

// parseAPIGateway reads the Common Log Format that Amazon API Gateway's console proposes, with `$context.requestId` and
// perhaps `$context.extendedRequestId` at the end. Its path is the resource: a template, not what was asked for.
func parseAPIGateway(line string, o *Options, r *Record) bool {
	rest, ok := parseCLFCore(line, o, r)
	if !ok || !isRequestID(rest) {
		return false
	}
	r.Route, r.Path = r.Path, ""
	return true
}

// isRequestID says whether what stands behind the size is API Gateway's: a UUID and at most one more field.
func isRequestID(rest string) bool {
	id, rest, ok := field(rest)
	if !ok || !isUUID(id) {
		return false
	}
	_, rest, ok = field(rest)
	return !ok || strings.TrimSpace(rest) == ""
}
