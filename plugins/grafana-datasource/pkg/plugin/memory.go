package plugin

import (
	"math"
	"os"
	"runtime/debug"
)

const (
	// garbagePercent lets the heap grow to five times of what is alive before it is cleaned. What is alive is a few
	// megabytes, a dashboard that opens makes many times as much for some milliseconds: with Go's default of 100 the
	// collector runs dozens of times while 200 panels wait, and takes a fifth of the processor.
	garbagePercent = 400
	// garbageLimit is where that ends: from here on the heap is cleaned as often as it takes.
	garbageLimit = 256 << 20
)

// SettleMemory trades some megabytes for the time of panels. GOGC and GOMEMLIMIT, where they are set, say otherwise.
func SettleMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbagePercent)
	}
	if debug.SetMemoryLimit(-1) == math.MaxInt64 {
		debug.SetMemoryLimit(garbageLimit)
	}
}
