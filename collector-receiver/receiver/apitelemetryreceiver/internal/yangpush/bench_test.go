package yangpush

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// interfacesMessage is a push-update of a node with so many interfaces, each with 16 leaves.
func interfacesMessage(count int) []byte {
	var out strings.Builder
	out.WriteString(`{"ietf-https-notif:notification":{"eventTime":"2026-01-01T00:00:00Z","ietf-yang-push:push-update":{"id":7,"datastore-contents":{"ietf-interfaces:interfaces":{"interface":[`)
	for i := range count {
		if i > 0 {
			out.WriteByte(',')
		}
		fmt.Fprintf(&out, `{"name":"eth%d","type":"iana-if-type:ethernetCsmacd","admin-status":"up","oper-status":"up","if-index":%d,"speed":"1000000000","statistics":{"discontinuity-time":"2025-01-01T00:00:00Z"`, i, i)
		for _, name := range []string{"in-octets", "in-unicast-pkts", "in-discards", "in-errors", "out-octets", "out-unicast-pkts", "out-discards", "out-errors"} {
			fmt.Fprintf(&out, `,"%s":"%d"`, name, 1_000_000+i)
		}
		out.WriteString("}}")
	}
	out.WriteString("]}}}}}")
	return []byte(out.String())
}

// BenchmarkReadAndWalk is what a push of 50 interfaces costs before it becomes metrics.
func BenchmarkReadAndWalk(b *testing.B) {
	text := interfacesMessage(50)
	rules := testRules(b)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	leaves := 0
	for b.Loop() {
		notifications, err := ReadMessage(text, generous)
		require.NoError(b, err)
		update, err := notifications[0].Update()
		require.NoError(b, err)
		rules.Walk(nil, update.Contents, func(*Leaf) { leaves++ })
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(leaves), "ns/leaf")
}
