// Package restconf is a client of RFC 8040 for a few resources: it finds the root of a server, reads, writes and deletes
// data in JSON, and turns error answers into errors that say what the server said.
package restconf

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

const (
	mediaJSON = "application/yang-data+json"
	mediaXRD  = "application/xrd+xml"
)

// maxAnswer bounds what is read of one answer, in bytes.
const maxAnswer = 16 << 20

// Client speaks to one server.
type Client struct {
	base *url.URL
	http *http.Client
	// authorize adds credentials to a request.
	authorize func(*http.Request)

	mu   sync.Mutex
	root string
}

// NewClient returns a client of the server at base. A path in base is the root of its API; without one the root is
// discovered. authorize may be nil.
func NewClient(base string, client *http.Client, authorize func(*http.Request)) (*Client, error) {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return nil, fmt.Errorf("expected an address such as https://router.example.net, found %.100q", base)
	}
	c := &Client{base: u, http: client, authorize: authorize}
	if path := strings.TrimSuffix(u.Path, "/"); path != "" {
		c.root = path
	}
	return c, nil
}

// Error is what a server answered in the place of success.
type Error struct {
	Status int
	// Tag is the error-tag of RFC 8040, section 7; empty where the server gave none.
	Tag string
	// Message is what the server said for a person.
	Message string
}

func (e *Error) Error() string {
	text := fmt.Sprintf("%d %s", e.Status, http.StatusText(e.Status))
	if e.Tag != "" {
		text += " (" + e.Tag + ")"
	}
	if e.Message != "" {
		text += ": " + e.Message
	}
	return text
}

// IsNotFound says whether err means that there is no such data.
func IsNotFound(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Status == http.StatusNotFound
}

// Get reads a data resource; path begins behind "data/".
func (c *Client) Get(ctx context.Context, path string) ([]byte, error) {
	return c.data(ctx, http.MethodGet, path, nil)
}

// Put makes or replaces a data resource.
func (c *Client) Put(ctx context.Context, path string, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	_, err = c.data(ctx, http.MethodPut, path, text)
	return err
}

// Delete deletes a data resource; one that is gone already is fine.
func (c *Client) Delete(ctx context.Context, path string) error {
	if _, err := c.data(ctx, http.MethodDelete, path, nil); err != nil && !IsNotFound(err) {
		return err
	}
	return nil
}

func (c *Client) data(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	root, err := c.discover(ctx)
	if err != nil {
		return nil, err
	}
	return c.do(ctx, method, root+"/data/"+path, mediaJSON, body)
}

// do sends one request. Redirects are the business of the client that was given: credentials must not follow them.
func (c *Client) do(ctx context.Context, method, path, accept string, body []byte) ([]byte, error) {
	target := c.base.Scheme + "://" + c.base.Host + path
	request, err := http.NewRequestWithContext(ctx, method, target, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", accept)
	if body != nil {
		request.Header.Set("Content-Type", mediaJSON)
	}
	if c.authorize != nil {
		c.authorize(request)
	}
	response, err := c.http.Do(request)
	if err != nil {
		var wrapped *url.Error
		if errors.As(err, &wrapped) {
			err = wrapped.Err
		}
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	if err != nil {
		return nil, err
	}
	if len(answer) > maxAnswer {
		return nil, fmt.Errorf("the answer is larger than %d bytes", maxAnswer)
	}
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return nil, readError(response.StatusCode, answer)
	}
	return answer, nil
}

// discover finds the root of the API (RFC 8040, section 3.1), once. A server without the description has /restconf.
func (c *Client) discover(ctx context.Context) (string, error) {
	c.mu.Lock()
	root := c.root
	c.mu.Unlock()
	if root != "" {
		return root, nil
	}
	answer, err := c.do(ctx, http.MethodGet, "/.well-known/host-meta", mediaXRD, nil)
	if err != nil && !IsNotFound(err) {
		return "", err
	}
	root = "/restconf"
	if found := rootIn(answer); found != "" {
		root = found
	}
	c.mu.Lock()
	c.root = root
	c.mu.Unlock()
	return root, nil
}

// rootIn reads the link in an XRD document; only a path on the same server is followed.
func rootIn(document []byte) string {
	var description struct {
		Links []struct {
			Rel  string `xml:"rel,attr"`
			Href string `xml:"href,attr"`
		} `xml:"Link"`
	}
	if xml.Unmarshal(document, &description) != nil {
		return ""
	}
	for _, link := range description.Links {
		if link.Rel == "restconf" && strings.HasPrefix(link.Href, "/") && !strings.HasPrefix(link.Href, "//") {
			return strings.TrimSuffix(link.Href, "/")
		}
	}
	return ""
}

// maxMessage bounds what of an error answer is repeated.
const maxMessage = 300

// errorEntry is one error of RFC 8040, section 7.1, in JSON or in XML.
type errorEntry struct {
	Tag     string `json:"error-tag" xml:"error-tag"`
	AppTag  string `json:"error-app-tag" xml:"error-app-tag"`
	Message string `json:"error-message" xml:"error-message"`
	// Info may have a hint of what would do.
	Info json.RawMessage `json:"error-info" xml:"-"`
}

func readError(status int, answer []byte) *Error {
	var inJSON struct {
		Errors struct {
			Error []errorEntry `json:"error"`
		} `json:"ietf-restconf:errors"`
	}
	var inXML struct {
		Error []errorEntry `xml:"error"`
	}
	e := &Error{Status: status}
	var entries []errorEntry
	if json.Unmarshal(answer, &inJSON) == nil {
		entries = inJSON.Errors.Error
	} else if xml.Unmarshal(answer, &inXML) == nil {
		entries = inXML.Error
	}
	if len(entries) > 0 {
		first := entries[0]
		e.Tag, e.Message = first.Tag, strings.TrimSpace(first.Message)
		if e.Message == "" {
			e.Message = strings.TrimSpace(first.AppTag + " " + compact(first.Info))
		}
	}
	if len(e.Message) > maxMessage {
		e.Message = strings.ToValidUTF8(e.Message[:maxMessage], "") + "…"
	}
	return e
}

// compact is JSON without white space.
func compact(text json.RawMessage) string {
	var out bytes.Buffer
	if json.Compact(&out, text) != nil {
		return ""
	}
	return out.String()
}
