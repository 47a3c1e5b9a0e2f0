package apitelemetryreceiver

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"

	"github.com/cespare/xxhash/v2"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/accesslog"
)

// windowKey makes the idempotency key of a window. Lumberjack has none, but an event of Filebeat says where its line stood:
// machine, file, offset and the time of reading, which a file that took the place of another one does not share. A window
// that is sent again has the same events in the same order, whatever the order of the members in their JSON.
type windowKey struct {
	sum256  hash.Hash
	unknown bool
}

func newWindowKey() *windowKey { return &windowKey{sum256: sha256.New()} }

// add takes the next event of the window.
func (k *windowKey) add(e *accesslog.Event) {
	if e.Shipper == "" || e.File == "" || e.Offset == "" || e.Time == 0 {
		k.unknown = true
	}
	if k.unknown {
		return
	}
	var words [40]byte
	binary.LittleEndian.PutUint64(words[0:], xxhash.Sum64String(e.File))
	binary.LittleEndian.PutUint64(words[8:], xxhash.Sum64String(e.Offset))
	binary.LittleEndian.PutUint64(words[16:], uint64(e.Time))
	binary.LittleEndian.PutUint64(words[24:], xxhash.Sum64String(e.Message))
	binary.LittleEndian.PutUint64(words[32:], xxhash.Sum64String(e.Shipper))
	_, _ = k.sum256.Write(words[:])
}

// sum returns the key, empty when an event did not say where its line stood.
func (k *windowKey) sum() string {
	if k.unknown {
		return ""
	}
	return hex.EncodeToString(k.sum256.Sum(nil)[:16])
}
