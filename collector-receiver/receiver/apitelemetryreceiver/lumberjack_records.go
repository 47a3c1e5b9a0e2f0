package apitelemetryreceiver

import (
	"time"
	"unicode/utf8"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/accesslog"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/lumberjack"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/requestlog"
)

// windowReader makes records of the events of a window while it is read.
type windowReader struct {
	*batch
	fallback requestlog.Identity
	event    accesslog.Event
	members  accesslog.Members
	key      *windowKey
}

func (in *lumberjackInput) newWindow(arrived time.Time) *windowReader {
	return &windowReader{
		batch: in.reader.newBatch(in.source, arrived, true), fallback: in.config.Service.identity(), key: newWindowKey(),
	}
}

// add makes a record of an event, whose text is gone afterwards.
func (w *windowReader) add(e *lumberjack.Event) {
	var read bool
	if e.Pairs == nil {
		w.Transient(utf8.ValidString(e.JSON))
		read = w.reader.ReadEvent(e.JSON, &w.options, &w.record, &w.event)
	} else {
		w.Transient(false)
		read = w.readPairs(e.Pairs)
	}
	w.addEvent(read, &w.event, e.JSON, w.fallback)
	w.key.add(&w.event)
}

// readPairs reads an event of version 1.
func (w *windowReader) readPairs(pairs []string) bool {
	w.members.Begin(&w.options, &w.record, &w.event)
	for i := 0; i+1 < len(pairs); i += 2 {
		if field, known := accesslog.Root.Field(pairs[i]); known {
			w.members.Keep(field, pairs[i+1])
		}
	}
	return w.reader.ReadMembers(&w.members)
}

// end gives the batch the key of the window, and returns it. It is empty when a repeat of the window could not be told from
// another one: without the places of its lines, and when the window is passed on in parts, which need not come back so.
func (w *windowReader) end(whole bool) string {
	key := w.key.sum()
	if key == "" || !whole {
		return ""
	}
	w.SetKey(key)
	return key
}
