package apiredconnector

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"io"

	"go.opentelemetry.io/collector/client"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// keyBytes of a SHA-256 are the key of a call.
const keyBytes = 16

// nameLogs gives the call a key, if metadata identify it. Times and bodies are in the key because a place may be used again
// for something else: a topic that was deleted and made anew counts its messages from zero.
func (b *batch) nameLogs(ctx context.Context, logs plog.Logs) {
	place := b.place(ctx)
	if place == nil {
		return
	}
	for _, rl := range logs.ResourceLogs().All() {
		for _, sl := range rl.ScopeLogs().All() {
			for _, record := range sl.LogRecords().All() {
				addTime(place, record.Timestamp())
				switch body := record.Body(); body.Type() {
				case pcommon.ValueTypeStr:
					_, _ = io.WriteString(place, body.Str())
				case pcommon.ValueTypeBytes:
					place.Write(body.Bytes().AsRaw())
				}
			}
		}
	}
	b.key = hex.EncodeToString(place.Sum(nil)[:keyBytes])
}

// nameTraces does so for spans.
func (b *batch) nameTraces(ctx context.Context, traces ptrace.Traces) {
	place := b.place(ctx)
	if place == nil {
		return
	}
	for _, rs := range traces.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				addTime(place, span.EndTimestamp())
			}
		}
	}
	b.key = hex.EncodeToString(place.Sum(nil)[:keyBytes])
}

// place begins a key with the metadata that identify the call; nil when one of them is not there.
func (b *batch) place(ctx context.Context) hash.Hash {
	names := b.emitter.cfg.BatchKeyFrom
	if len(names) == 0 {
		return nil
	}
	metadata := client.FromContext(ctx).Metadata
	place := sha256.New()
	for _, name := range names {
		values := metadata.Get(name)
		if len(values) == 0 {
			return nil
		}
		for _, value := range values {
			_, _ = io.WriteString(place, value+"\x00")
		}
	}
	return place
}

func addTime(to hash.Hash, time pcommon.Timestamp) {
	var bytes [8]byte
	binary.LittleEndian.PutUint64(bytes[:], uint64(time))
	to.Write(bytes[:])
}
