package route

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var usual = Limits{Routes: 200, FanOut: 20}

func learner(tb testing.TB, seeds ...string) *Learner {
	tb.Helper()
	s, err := NewSeeds(seeds)
	require.NoError(tb, err)
	return NewLearner(usual, s)
}

func TestOneTarget(t *testing.T) {
	for target, want := range map[string]string{
		// Names stay.
		"/":                                 "/",
		"/users":                            "/users",
		"/api/v1/users":                     "/api/v1/users",
		"/oauth2/token":                     "/oauth2/token",
		"/docs/1.0.2/intro":                 "/docs/1.0.2/intro",
		"/facade/deadbeef":                  "/facade/deadbeef",
		"/iso-8859-1/get-user-by-id-v2":     "/iso-8859-1/get-user-by-id-v2",
		"/.well-known/openid-configuration": "/.well-known/openid-configuration",
		// Values become placeholders at once.
		"/users/17":         "/users/{id}",
		"/users/-1":         "/users/{id}",
		"/orders/ORD10001":  "/orders/{id}",
		"/orders/ord-10001": "/orders/{id}",
		"/u/3f2504e0-4f89-11d3-9a0c-0305e82c3301": "/u/{uuid}",
		"/commit/3f2504e0":                        "/commit/{hex}",
		"/commit/FFFFFFFFFFFFFFFF":                "/commit/{hex}",
		"/mem/0x7ffe12ab90":                       "/mem/{hex}",
		"/day/2026-11-22":                         "/day/{date}",
		"/day/2026-11-22T05:56:52Z":               "/day/{date}",
		"/month/2026-11":                          "/month/{date}",
		"/t/dGhpcyBpcyBh4Q1RlbiB0b2":              "/t/{token}",
		"/t/01ARZ3NDEKTSV4RRFFQ69G5FAV":           "/t/{token}",
		"/mail/a.b%40example.org/inbox":           "/mail/{email}/inbox",
		"/ip/192.0.2.1":                           "/ip/{ip}",
		"/x/" + strings.Repeat("a", 65):           "/x/{token}",
		// Files.
		"/img/17.png":                "/img/{id}.png",
		"/img/logo.PNG":              "/img/logo.PNG",
		"/js/app.3f9a1c2b.js":        "/js/{file}.js",
		"/js/main-3f9a1c2b.chunk.js": "/js/{file}.js",
		"/article/17.html":           "/article/{id}.html",
		"/index.php":                 "/index.php",
		// Spellings.
		"/users/?page=2":           "/users",
		"//users///17/":            "/users/{id}",
		"/users/17;jsessionid=A1F": "/users/{id}",
		"/a/;x=1/b":                "/a/b",
		"/%75sers/%31%37":          "/users/{id}",
		"/a/./b/../c#top":          "/a/c",
		"/../../etc/passwd":        "/etc/passwd",
		"/caf%C3%A9":               "/café",
		"/café":                    "/café",
		"/caf\xe9":                 "/caf%E9",
		"/caf%e9":                  "/caf%E9",
		"/a%2fb":                   "/a%2Fb",
		"/a b/100%":                "/a%20b/100%25",
		"/{id}/{...}":              "/%7Bid%7D/%7B...%7D",
		"/a\x00b":                  "/a%00b",
		// Forms of the target.
		"*":                                "*",
		"":                                 "/{unknown}",
		"http://example.org/users/17?x=/y": "/users/{id}",
		"https://example.org":              "/",
		"http://example.org?x=/y":          "/",
		"api/users":                        "/api/users",
		"\x16\x03\x01":                     "/{malformed}",
		"-":                                "/{malformed}",
		// Limits.
		strings.Repeat("/a", 13):            strings.Repeat("/a", 12) + "/{...}",
		strings.Repeat("/a", 12):            strings.Repeat("/a", 12),
		"/q/" + strings.Repeat("x/", 2000):  "/q" + strings.Repeat("/x", 11) + "/{...}",
		"/a/b?" + strings.Repeat("x", 5000): "/a/b",
		"/q/" + strings.Repeat("x", 5000):   "/q/{...}",
	} {
		assert.Equal(t, want, learner(t).Path(target, true).Name, "target %q", target)
	}
}

func TestManyValuesBecomeOneParam(t *testing.T) {
	l := learner(t)
	for i := range 200 {
		name := l.Path("/products/"+word(i), true).Name
		if i >= 20 {
			assert.Equal(t, "/products/{param}", name)
		}
	}
	assert.Equal(t, "/products/{param}", l.Path("/products/"+word(3), true).Name, "what came first has been merged, too")
	assert.Equal(t, 1, l.Live())
}

func TestNamesThatAreUsedStayBesideParam(t *testing.T) {
	l := learner(t)
	for range established {
		l.Path("/users/me", true)
		l.Path("/users/search", true)
	}
	for i := range 100 {
		l.Path("/users/"+word(i)+"/orders", true)
	}
	assert.Equal(t, "/users/me", l.Path("/users/me", true).Name)
	assert.Equal(t, "/users/search", l.Path("/users/search", true).Name)
	assert.Equal(t, "/users/{param}/orders", l.Path("/users/somebody-new/orders", true).Name)
}

// An API with more resources than the fan-out is learned without merging when its resources come back.
func TestVocabularyIsNotTakenForValues(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	l := learner(t)
	for range 5000 {
		l.Path("/api/"+word(random.IntN(40)), true)
	}
	assert.Equal(t, "/api/"+word(39), l.Path("/api/"+word(39), true).Name)
	assert.Equal(t, 40, l.Live())
}

func TestFilesFoldByExtension(t *testing.T) {
	l := learner(t)
	for i := range 5 {
		l.Path("/images/"+word(i)+".png", true)
		l.Path("/images/"+word(i), true)
	}
	assert.Equal(t, "/images/{file}.png", l.Path("/images/"+word(0)+".png", true).Name)
	assert.Equal(t, "/images/logo.gif", l.Path("/images/logo.gif", true).Name)
	assert.Equal(t, "/images/"+word(0), l.Path("/images/"+word(0), true).Name)
}

func TestNotFoundTeachesNothing(t *testing.T) {
	l := learner(t)
	l.Path("/users/17", true)
	version := l.Version()
	for i := range 1000 {
		assert.Same(t, NotFound, l.Path("/"+word(i)+"/wp-login.php", false))
	}
	assert.Equal(t, "/users/{id}", l.Path("/users/99", false).Name, "a known route answers for its own 404s")
	assert.Equal(t, version, l.Version())
}

func TestSeedsWin(t *testing.T) {
	l := learner(t, "/users/{user}/orders", "/users/me/orders", "/files/{path...}", "/a/{x}/c")
	for target, want := range map[string]string{
		"/users/17/orders":                   "/users/{user}/orders",
		"/users/me/orders/":                  "/users/me/orders",
		"/users/17":                          "/users/{id}",
		"/files/a/b/c":                       "/files/{path...}",
		"/files/" + strings.Repeat("a/", 40): "/files/{path...}",
		"/a/b/c":                             "/a/{x}/c",
		"/a/b/d":                             "/a/b/d",
	} {
		assert.Equal(t, want, l.Path(target, true).Name)
	}
}

func TestSeedsThatCannotBe(t *testing.T) {
	for template, want := range map[string]string{
		"users":                  `must begin with "/"`,
		"/a/{x...}/b":            "must be the last segment",
		"/a/x{y}":                "must be a whole segment",
		strings.Repeat("/a", 13): "at most 12 segments",
	} {
		_, err := NewSeeds([]string{template})
		assert.ErrorContains(t, err, want)
	}
}

func TestStatedRoutesAreBounded(t *testing.T) {
	l := learner(t)
	for i := range 300 {
		name := fmt.Sprintf("/r%d/:id", i)
		if i < 200 {
			assert.Equal(t, name, l.Stated(name).Name)
		} else {
			assert.Same(t, Overflow, l.Stated(name))
		}
	}
	assert.Len(t, learner(t).Stated(strings.Repeat("é", 500)).Name, longestRoute-1)
	assert.Equal(t, "/a\uFFFD", learner(t).Stated("/a\xff").Name)
}

func TestStatedAndLearnedAreOne(t *testing.T) {
	l := learner(t, "/a/{id}")
	assert.Same(t, l.Stated("/users/{id}"), l.Path("/users/17", true))
	assert.Same(t, l.Stated("/a/{id}"), l.Path("/a/17", true))
}

// wild makes paths that share as little as possible.
func wild(random *rand.Rand) string {
	var path strings.Builder
	for range 1 + random.IntN(6) {
		path.WriteByte('/')
		path.WriteString(word(random.IntN(1 << 30)))
		if random.IntN(10) == 0 {
			path.WriteString(".png")
		}
	}
	return path.String()
}

// word makes names without digits, so that only their number tells.
func word(i int) string {
	const syllables = "babidobugakedimopunerisotuvawexi"
	var w strings.Builder
	for i += 256; i > 0; i /= 16 {
		w.WriteString(syllables[i%16*2 : i%16*2+2])
	}
	return w.String()
}

func TestMillionPathsTakeBoundedMemory(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	l := learner(t)
	names := map[string]bool{}
	before := heap()
	for range 1_000_000 {
		names[l.Path(wild(random), true).Name] = true
		if l.Live() > usual.Routes {
			t.Fatalf("%d routes live", l.Live())
		}
	}
	assert.Less(t, int64(heap())-int64(before), int64(2<<20))
	assert.LessOrEqual(t, len(names), lifetimes*usual.Routes+1)
	saved, err := l.Save()
	require.NoError(t, err)
	assert.Less(t, len(saved), 64<<10)
	runtime.KeepAlive(l)
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// mixed is a stream of requests of every kind: vocabulary, values, files, wild ones.
func mixed(random *rand.Rand) (path string, known bool) {
	switch random.IntN(8) {
	case 0:
		return wild(random), random.IntN(3) > 0
	case 1:
		return "/static/" + word(random.IntN(200)) + ".css", true
	case 2:
		return fmt.Sprintf("/api/v1/users/%d/orders", random.IntN(1000)), true
	case 3:
		return "/shop/" + word(random.IntN(500)) + "/reviews", true
	default:
		return "/api/v1/" + word(random.IntN(30)), true
	}
}

// What was merged never splits: once a path has a route with a placeholder in some place, it keeps one there.
func TestMergesAreForEver(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	l := learner(t)
	holders := map[string]int{}
	for range 50_000 {
		path, _ := mixed(random)
		r := l.Path(path, true)
		if r.Overflow {
			continue
		}
		count := strings.Count(r.Name, "{")
		if count < holders[path] {
			t.Fatalf("%s became %s", path, r.Name)
		}
		holders[path] = count
	}
	assert.NotZero(t, l.Merges())
}

// The same requests give the same routes, also when the learner is stored and restored anywhere on the way.
func TestRestoredLearnerGoesOnAlike(t *testing.T) {
	for seed := range uint64(5) {
		random := rand.New(rand.NewPCG(7, seed))
		one, other := learner(t), learner(t)
		for i := range 5000 {
			path, known := mixed(random)
			if random.IntN(50) == 0 {
				saved, err := other.Save()
				require.NoError(t, err)
				other = learner(t)
				require.NoError(t, other.Restore(saved))
			}
			if first, second := one.Path(path, known).Name, other.Path(path, known).Name; first != second {
				t.Fatalf("request %d: %s is %s and %s", i, path, first, second)
			}
		}
		first, _ := one.Save()
		second, _ := other.Save()
		assert.Equal(t, string(first), string(second))
	}
}

func TestRestoreRefuses(t *testing.T) {
	l := learner(t)
	l.Path("/a", true)
	require.ErrorContains(t, l.Restore([]byte("{")), "cannot be read")
	require.ErrorContains(t, l.Restore([]byte(`{"version":9}`)), "version 9, expected 1")
	assert.Equal(t, 1, l.Live())
}

func FuzzPath(f *testing.F) {
	for _, target := range []string{"/users/17", "/%", "/%4", "/a;b/c", "*", "http://x/y", "//", "/..", "/\xff{", "/a/b.png"} {
		f.Add(target)
	}
	f.Fuzz(func(t *testing.T, target string) {
		l := learner(t)
		r := l.Path(target, true)
		if len(r.Name) > 3*maxDepth*longSegment+maxDepth+len(holderRest)+1 {
			t.Fatalf("%q has a route of %d bytes", target, len(r.Name))
		}
		if strings.ToValidUTF8(r.Name, "") != r.Name || strings.ContainsAny(r.Name, "?#\x00\n ") {
			t.Fatalf("%q has the route %q", target, r.Name)
		}
		if again := l.Path(target, true); again != r {
			t.Fatalf("%q is first %q and then %q", target, r.Name, again.Name)
		}
		for _, segment := range strings.Split(target, "/") {
			if once := canonical(segment); canonical(once) != once {
				t.Fatalf("%q is first %q and then %q", segment, once, canonical(once))
			}
		}
	})
}

func BenchmarkPath(b *testing.B) {
	for name, target := range map[string]string{
		"name":   "/api/v1/users",
		"values": "/api/v1/users/123456/orders/3f2504e0-4f89-11d3-9a0c-0305e82c3301",
		"query":  "/api/v1/users?page=2&size=50",
		"escape": "/api/v1/caf%C3%A9/17",
	} {
		b.Run(name, func(b *testing.B) {
			l := learner(b)
			b.ReportAllocs()
			for b.Loop() {
				l.Path(target, true)
			}
		})
	}
	b.Run("overflow", func(b *testing.B) {
		random := rand.New(rand.NewPCG(3, 4))
		l := learner(b)
		for range 100_000 {
			l.Path(wild(random), true)
		}
		paths := make([]string, 1<<12)
		for i := range paths {
			paths[i] = wild(random)
		}
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			l.Path(paths[i%len(paths)], true)
		}
	})
}
