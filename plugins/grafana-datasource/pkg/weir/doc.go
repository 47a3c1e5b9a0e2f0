// Package weir speaks with the detection service: it knows its limits, bounds what it reads, and turns every failure into
// a sentence that says whose it is.
package weir
