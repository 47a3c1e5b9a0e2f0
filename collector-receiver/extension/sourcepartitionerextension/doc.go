// Package sourcepartitionerextension chooses partitions for what the kafka exporter writes: what must stay in order goes to
// one partition, under a key that says whose it is.
package sourcepartitionerextension

//go:generate go tool -modfile=../../internal/tools/go.mod mdatagen metadata.yaml
