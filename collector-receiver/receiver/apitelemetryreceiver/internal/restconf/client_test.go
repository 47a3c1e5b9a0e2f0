package restconf

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func serve(t *testing.T, handler http.HandlerFunc) (*Client, *[]string) {
	t.Helper()
	var asked []string
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Method+" "+r.URL.Path)
		handler(w, r)
	}))
	t.Cleanup(server.Close)
	c, err := NewClient(server.URL, server.Client(), func(r *http.Request) { r.SetBasicAuth("weir", "secret") })
	require.NoError(t, err)
	return c, &asked
}

func TestTheRootIsDiscoveredOnce(t *testing.T) {
	for document, root := range map[string]string{
		`<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0"><Link rel="restconf" href="/top/restconf"/></XRD>`: "/top/restconf",
		`<XRD><Link rel="lrdd" href="/x"/></XRD>`:                      "/restconf",
		`<XRD><Link rel="restconf" href="https://elsewhere/r"/></XRD>`: "/restconf",
		`<XRD><Link rel="restconf" href="//elsewhere/r"/></XRD>`:       "/restconf",
		`no XML`: "/restconf",
		``:       "/restconf",
	} {
		c, asked := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if user, password, _ := r.BasicAuth(); user != "weir" || password != "secret" {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			if r.URL.Path != "/.well-known/host-meta" {
				assert.Equal(t, "application/yang-data+json", r.Header.Get("Accept"))
				_, _ = io.WriteString(w, "{}")
				return
			}
			if document == "" {
				w.WriteHeader(http.StatusNotFound)
				return
			}
			_, _ = io.WriteString(w, document)
		})
		for range 2 {
			text, err := c.Get(t.Context(), "m:a")
			require.NoError(t, err)
			assert.Equal(t, "{}", string(text))
		}
		assert.Equal(t, []string{"GET /.well-known/host-meta", "GET " + root + "/data/m:a", "GET " + root + "/data/m:a"}, *asked)
	}
}

func TestARootThatIsGivenIsTaken(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "/api/data/m:a", r.URL.Path)
		assert.Equal(t, http.MethodPut, r.Method)
		body, _ := io.ReadAll(r.Body)
		assert.JSONEq(t, `{"m:a":1}`, string(body))
		assert.Equal(t, "application/yang-data+json", r.Header.Get("Content-Type"))
		w.WriteHeader(http.StatusNoContent)
	}))
	defer server.Close()
	c, err := NewClient(server.URL+"/api/", server.Client(), nil)
	require.NoError(t, err)
	require.NoError(t, c.Put(t.Context(), "m:a", map[string]int{"m:a": 1}))
	require.Error(t, c.Put(t.Context(), "m:a", func() {}))
}

func TestErrorsSayWhatTheServerSaid(t *testing.T) {
	status, body := 0, ""
	c, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/.well-known/host-meta" {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
	status, body = 409, `{"ietf-restconf:errors":{"error":[{"error-type":"application","error-tag":"in-use","error-message":"no"}]}}`
	require.EqualError(t, c.Delete(t.Context(), "x"), "409 Conflict (in-use): no")
	body = `{"ietf-restconf:errors":{"error":[{"error-message":"` + strings.Repeat("é", 400) + `"}]}}`
	err := c.Delete(t.Context(), "x")
	require.Error(t, err)
	assert.Less(t, len(err.Error()), 400)
	status, body = 500, "<html>"
	_, err = c.Get(t.Context(), "x")
	require.EqualError(t, err, "500 Internal Server Error")
	assert.False(t, IsNotFound(err))
	status = 404
	_, err = c.Get(t.Context(), "x")
	assert.True(t, IsNotFound(fmt.Errorf("wrapped: %w", err)))
	require.NoError(t, c.Delete(t.Context(), "x"), "what is gone is gone")
}

func TestDiscoveryFails(t *testing.T) {
	c, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
	_, err := c.Get(t.Context(), "x")
	require.EqualError(t, err, "401 Unauthorized")
}

func TestAnAnswerIsBounded(t *testing.T) {
	c, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		part := make([]byte, 1<<20)
		for range 18 {
			_, _ = w.Write(part)
		}
	})
	_, err := c.Get(t.Context(), "x")
	require.ErrorContains(t, err, "larger than")
}

func TestAServerThatNobodyVouchesForIsNotSpokenTo(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("spoken to") }))
	defer server.Close()
	c, err := NewClient(server.URL, &http.Client{}, nil)
	require.NoError(t, err)
	_, err = c.Get(t.Context(), "x")
	require.ErrorContains(t, err, "certificate")
	require.NotErrorIs(t, err, io.EOF)
}

func TestAddresses(t *testing.T) {
	for _, address := range []string{"", "router", "ftp://router", "https://", "https://%zz"} {
		_, err := NewClient(address, nil, nil)
		require.ErrorContains(t, err, "expected an address", address)
	}
}

// TestErrorsAsPrinted has the bodies that draft-ietf-netconf-restconf-18, which became RFC 8040 (sections 3.6 and 7.1), and
// draft-ietf-netconf-restconf-notif-15, which became RFC 8650 (figures 6, 9 and 11), print.
func TestErrorsAsPrinted(t *testing.T) {
	for name, tt := range map[string]struct {
		status     int
		body, want string
	}{
		"RFC 8040, 7.1": {409, `{
     "ietf-restconf:errors" : {
       "error" : [
         {
           "error-type" : "protocol",
           "error-tag" : "lock-denied",
           "error-message" : "Lock failed, lock already held"
         }
       ]
     }
   }`, "409 Conflict (lock-denied): Lock failed, lock already held"},
		"RFC 8040, 7.1, XML": {409, `<errors xmlns="urn:ietf:params:xml:ns:yang:ietf-restconf">
     <error>
       <error-type>protocol</error-type>
       <error-tag>data-exists</error-tag>
       <error-path
         xmlns:rc="urn:ietf:params:xml:ns:yang:ietf-restconf"
         xmlns:jbox="http://example.com/ns/example-jukebox">\
         /rc:restconf/rc:data/jbox:jukebox
       </error-path>
       <error-message>
         Data already exists, cannot create new resource
       </error-message>
     </error>
   </errors>`, "409 Conflict (data-exists): Data already exists, cannot create new resource"},
		"RFC 8040, 3.6, a comma too many": {400, `{ "ietf-restconf:errors" : {
       "error" : [
         {
           "error-type" : "protocol",
           "error-tag" : "invalid-value",
           "error-path" : "/example-ops:input/delay",
           "error-message" : "Invalid input parameter",
         }
       ]
     }
   }`, "400 Bad Request"},
		"RFC 8650, figure 6": {400, `{ "ietf-restconf:errors" : {
             "error" : [
               {
                 "error-type": "application",
                 "error-tag": "invalid-value",
                 "error-severity": "error",
                 "error-app-tag":
                     "ietf-subscribed-notifications:dscp-unavailable"
               }
             ]
           }
         }`, "400 Bad Request (invalid-value): ietf-subscribed-notifications:dscp-unavailable"},
		"RFC 8650, figure 9, with the braces that it lacks": {400, `{ "ietf-restconf:errors" : {
             "error" : [ {
               "error-type": "application",
               "error-tag": "invalid-value",
               "error-severity": "error",
               "error-app-tag": "ietf-yang-push:period-unsupported",
               "error-info": {
                 "ietf-yang-push:modify-subscription-datastore-error-info": {
                    "period-hint": 3000
                 }
               }
             } ]
           }
         }`, `400 Bad Request (invalid-value): ietf-yang-push:period-unsupported {"ietf-yang-push:modify-subscription-datastore-error-info":{"period-hint":3000}}`},
		"RFC 8650, figure 11": {404, `{
           "ietf-restconf:errors" : {
             "error" : [
               "error-type": "application",
               "error-tag": "invalid-value",
               "error-severity": "error",
               "error-app-tag":
                  "ietf-subscribed-notifications:no-such-subscription"
             ]
           }
         }`, "404 Not Found"},
	} {
		t.Run(name, func(t *testing.T) {
			c, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if strings.HasPrefix(r.URL.Path, "/.well-known") {
					w.WriteHeader(http.StatusNotFound)
					return
				}
				w.WriteHeader(tt.status)
				_, _ = io.WriteString(w, tt.body)
			})
			_, err := c.Get(t.Context(), "x")
			require.EqualError(t, err, tt.want)
		})
	}
}

// TestDiscoveryAsPrinted has the exchanges of RFC 8040, section 3.1.
func TestDiscoveryAsPrinted(t *testing.T) {
	for root, document := range map[string]string{
		"/restconf": `<XRD xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'>
       <Link rel='restconf' href='/restconf'/>
       <Link rel='restconf2' href='/restconf2'/>
   </XRD>`,
		"/top/restconf": `<XRD xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'>
       <Link rel='restconf' href='/top/restconf'/>
   </XRD>`,
	} {
		c, asked := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/.well-known/host-meta" {
				assert.Equal(t, "application/xrd+xml", r.Header.Get("Accept"))
				_, _ = io.WriteString(w, document)
				return
			}
			assert.Equal(t, "application/yang-data+json", r.Header.Get("Accept"))
		})
		_, err := c.Get(t.Context(), "example-jukebox:jukebox/library/artist=Foo%20Fighters")
		require.NoError(t, err)
		assert.Equal(t, "GET "+root+"/data/example-jukebox:jukebox/library/artist=Foo Fighters", (*asked)[1])
	}
}
