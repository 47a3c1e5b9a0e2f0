package apiredconnector

import (
	"encoding/binary"
	"hash/fnv"
	"slices"
)

// recentBatches is the number of batches of a service that are remembered: more than are ever under way at once.
const recentBatches = 256

// recent remembers the batches that a service has learned from, because a sender that was not answered sends again, and
// hearing the same requests twice would make values look like names. It is stored together with what was learned.
type recent struct {
	hashes []uint64
	next   int
}

// add notes a batch and says whether it is new. A batch without a key is always new.
func (r *recent) add(o origin) bool {
	if o.batchKey == "" {
		return true
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(o.source))
	_, _ = h.Write([]byte{0})
	_, _ = h.Write([]byte(o.batchKey))
	hash := h.Sum64()
	if slices.Contains(r.hashes, hash) {
		return false
	}
	if len(r.hashes) < recentBatches {
		r.hashes = append(r.hashes, hash)
		return true
	}
	r.hashes[r.next] = hash
	r.next = (r.next + 1) % recentBatches
	return true
}

// bytes is the stored form, oldest first.
func (r *recent) bytes() []byte {
	data := make([]byte, 0, 8*len(r.hashes))
	for i := range r.hashes {
		data = binary.BigEndian.AppendUint64(data, r.hashes[(r.next+i)%len(r.hashes)])
	}
	return data
}

func (r *recent) restore(data []byte) {
	*r = recent{}
	for ; len(data) >= 8 && len(r.hashes) < recentBatches; data = data[8:] {
		r.hashes = append(r.hashes, binary.BigEndian.Uint64(data))
	}
}
