package route

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// request is one call of the generated traffic. template says what it was made from, "" for what belongs to no API.
type request struct {
	path     string
	template int
	status   int
}

// mostTemplates is how many templates of one API are used.
const mostTemplates = 150

// templates reads the paths of one API; those that differ only in the names of their placeholders are one. Of a large API
// a seeded part is used, as of 200 routes a service has.
func templates(tb testing.TB, api string, random *rand.Rand) []string {
	tb.Helper()
	file, err := os.Open(filepath.Join("testdata", "apis", api+".txt"))
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	seen := map[string]bool{}
	var all []string
	for lines := bufio.NewScanner(file); lines.Scan(); {
		line := lines.Text()
		if shape := shapeOf(line); line != "" && line[0] == '/' && !seen[shape] {
			seen[shape] = true
			all = append(all, line)
		}
	}
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:min(len(all), mostTemplates)]
}

// shapeOf is a template without the names of its placeholders.
func shapeOf(template string) string {
	var out strings.Builder
	inside := false
	for _, c := range template {
		if c == '{' {
			inside = true
			out.WriteByte('{')
		}
		if !inside {
			out.WriteRune(c)
		}
		if c == '}' {
			inside = false
			out.WriteByte('}')
		}
	}
	return out.String()
}

// traffic makes requests as a service of that API would see them: some routes and some values are asked for far more often
// than others (Zipf), values come in the form that the API's ids have, scanners get 404.
func traffic(tb testing.TB, api string, seed uint64, count int) []request {
	tb.Helper()
	random := rand.New(rand.NewPCG(seed, hashOf(api)))
	list := templates(tb, api, random)
	routes := rand.NewZipf(random, 1.1, 4, uint64(len(list)-1))
	requests := make([]request, 0, count)
	values := map[string]*rand.Zipf{}
	for range count {
		if random.IntN(50) == 0 {
			requests = append(requests, request{wild(random), -1, 404})
			continue
		}
		number := int(routes.Uint64())
		template := list[number]
		var path strings.Builder
		for rest := template; rest != ""; {
			open := strings.IndexByte(rest, '{')
			if open < 0 {
				path.WriteString(rest)
				break
			}
			end := open + strings.IndexByte(rest[open:], '}')
			path.WriteString(rest[:open])
			name := rest[open+1 : end]
			zipf := values[name]
			if zipf == nil {
				// How many there are differs between what APIs are about: a few regions, thousands of users.
				population := uint64(math.Pow(10, 1.7+2.3*float64(hashOf(api+name)%1000)/1000))
				zipf = rand.NewZipf(random, 1.05, 20, population)
				values[name] = zipf
			}
			path.WriteString(value(api, name, zipf.Uint64()))
			rest = rest[end+1:]
		}
		requests = append(requests, request{path.String(), number, 200})
	}
	return requests
}

// value gives the n-th value of a placeholder, in the form that its name and its API tell.
func value(api, name string, n uint64) string {
	random := rand.New(rand.NewPCG(hashOf(api+name), n))
	lower := strings.ToLower(name)
	has := func(parts ...string) bool {
		return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(lower, part) })
	}
	switch {
	case strings.HasSuffix(name, "Sid") || name == "Sid":
		return string([]byte{'A' + byte(hashOf(name)%26), 'A' + byte(hashOf(name+"2")%26)}) + hexDigits(random, 32)
	case has("uuid"):
		return uuid(random)
	case has("email"):
		return slug(random, 1) + "." + slug(random, 1) + "@" + slug(random, 1) + ".example"
	case lower == "ip" || has("ip_address", "ipaddress"):
		return fmt.Sprintf("%d.%d.%d.%d", random.IntN(223)+1, random.IntN(256), random.IntN(256), random.IntN(256))
	case has("date", "day"):
		return fmt.Sprintf("20%02d-%02d-%02d", random.IntN(27), random.IntN(12)+1, random.IntN(28)+1)
	case has("extension"):
		return []string{"png", "jpg"}[random.IntN(2)]
	case has("token", "signature"):
		return base64ish(random, 68)
	case has("digest", "sha"):
		return "sha256:" + hexDigits(random, 64)
	case has("country"):
		return string([]byte{'A' + byte(random.IntN(26)), 'A' + byte(random.IntN(26))})
	case has("filename"):
		return slug(random, 2) + ".pdf"
	case has("username", "user_name", "identity", "login"):
		return slug(random, 1) + fmt.Sprint(random.IntN(100))
	case has("name", "slug", "namespace", "key", "tag", "title", "type", "code", "path", "label", "query"):
		return slug(random, 1+random.IntN(3))
	}
	switch api {
	case "asana":
		return fmt.Sprint(1_200_000_000_000_000 + random.Int64N(9_000_000_000_000))
	case "box":
		return fmt.Sprint(10_000_000 + random.Int64N(90_000_000_000))
	case "discord":
		return fmt.Sprint(80_000_000_000_000_000 + random.Int64N(1_100_000_000_000_000_000))
	case "okta":
		return "0o" + base62(random, 18)
	case "pagerduty":
		return "P" + upper(random, 6)
	case "spotify":
		return base62(random, 22)
	case "xero":
		return uuid(random)
	case "twilio":
		return "ZX" + hexDigits(random, 32)
	}
	switch hashOf(api+name) % 4 {
	case 0:
		return uuid(random)
	case 1:
		return hexDigits(random, 24)
	case 2:
		return fmt.Sprintf("%s-%d", slug(random, 1), random.IntN(100_000))
	}
	return fmt.Sprint(random.IntN(10_000_000))
}

func hashOf(s string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s))
	return h.Sum64()
}

func slug(random *rand.Rand, words int) string {
	parts := make([]string, words)
	for i := range parts {
		parts[i] = word(random.IntN(1 << 16))
	}
	return strings.Join(parts, "-")
}

func uuid(random *rand.Rand) string {
	s := hexDigits(random, 32)
	return s[:8] + "-" + s[8:12] + "-4" + s[13:16] + "-a" + s[17:20] + "-" + s[20:]
}

func hexDigits(random *rand.Rand, n int) string { return from(random, "0123456789abcdef", n) }

func upper(random *rand.Rand, n int) string {
	return from(random, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", n)
}

func base62(random *rand.Rand, n int) string {
	return from(random, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", n)
}

func base64ish(random *rand.Rand, n int) string {
	raw := make([]byte, n*3/4)
	for i := range raw {
		raw[i] = byte(random.IntN(256))
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

func from(random *rand.Rand, alphabet string, n int) string {
	out := make([]byte, n)
	for i := range out {
		out[i] = alphabet[random.IntN(len(alphabet))]
	}
	return string(out)
}
