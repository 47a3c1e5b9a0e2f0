// Package weirattr names the attributes with which the receiver, the connector and the detection service speak to each
// other inside OpenTelemetry data. They are the wire contract of docs/wire.md; everything else on the wire is
// OpenTelemetry's semantic conventions.
package weirattr

const (
	// SourceID names an input, on resources. A source has a watermark of its own.
	SourceID = "weir.source.id"
	// SourceMode is ModeLive or ModeHistory, on resources; absent means live.
	SourceMode = "weir.source.mode"
	// BatchKey is the idempotency key of the batch that a resource's records came in; absent when the sender gave none.
	BatchKey = "weir.batch.key"
	// EmitterID names the collector whose connector made a partial; it survives restarts.
	EmitterID = "weir.emitter.id"
	// EmitterSequence counts the partials of one emitter and entity; gaps are allowed, repetitions are not.
	EmitterSequence = "weir.emitter.sequence"
	// ReceivedUpTo is the time in Unix milliseconds up to which the source has delivered everything, on heartbeat log records.
	ReceivedUpTo = "weir.source.received_up_to"
	// SourceEnded says that nothing more will come from the source, on heartbeat log records and points.
	SourceEnded = "weir.source.ended"

	// NodeName names the network node that a resource speaks for; with network.interface.name, one of its interfaces.
	NodeName = "weir.node.name"

	// UpstreamName is what a proxy sent a request to, UpstreamDuration how long that took in seconds, CallerName the service
	// that sent it, on log records of requests.
	UpstreamName     = "weir.upstream.name"
	UpstreamDuration = "weir.upstream.duration"
	CallerName       = "weir.caller.name"
	// Outbound is true on log records that may be the caller's side of a call to UpstreamName: a proxy of a mesh knows.
	Outbound = "weir.request.outbound"

	// SenderPrefix begins attributes, on resources, that the sender gave to a batch as a whole; the rest is the sender's name.
	SenderPrefix = "weir.sender."

	// HeartbeatEvent is the event name of a heartbeat log record.
	HeartbeatEvent = "weir.source.heartbeat"
	// HeartbeatMetric is the gauge that carries a heartbeat: value and time are the instant received up to.
	HeartbeatMetric = "weir.source.heartbeat"
	// RequestCountMetric is a delta sum of requests whose duration is not known.
	RequestCountMetric = "weir.http.server.requests"
	// DeviceOnlineMetric is a gauge, 1 or 0: what a collector says of whether a device is there. It is no word of the device.
	DeviceOnlineMetric = "weir.device.online"

	// ModeLive is the mode of a source that reports what happens now.
	ModeLive = "live"
	// ModeHistory is the mode of a source that delivers the past, in its own time.
	ModeHistory = "history"
)
