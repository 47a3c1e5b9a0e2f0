package apitelemetryreceiver

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/config/configoptional"
	"go.opentelemetry.io/collector/config/configtls"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/mqttbroker"
)

// sumOf adds up the points of a counter that have the reason, or all when it is empty.
func sumOf(m metricdata.Metrics, reason string) int64 {
	sum, ok := m.Data.(metricdata.Sum[int64])
	if !ok {
		return 0
	}
	total := int64(0)
	for _, p := range sum.DataPoints {
		if value, has := p.Attributes.Value(attribute.Key("reason")); reason == "" || (has && value.AsString() == reason) {
			total += p.Value
		}
	}
	return total
}

func TestMQTTPayloads(t *testing.T) {
	for _, version := range []string{"3.1.1", "5"} {
		broker := mqttbroker.Start(t)
		d := runDevices(t, mqttConfig(broker.Address, func(m *MQTTConfig) {
			m.Version = version
			m.Service = MQTTServiceConfig{Namespace: "plant", Environment: "prod"}
			m.Topics = []MQTTTopicConfig{
				{Template: "factory/{site}/{device}/{metric}", Device: "{site}/{device}"},
				{Template: "plain/{device}/{metric...}", Payload: "number"},
				{Template: "tele/{device}/SENSOR", Timestamps: []string{}},
			}
		}))
		d.isUp()
		device := broker.Peer("device", nil)
		device.Publish("factory/ulm/press/temperature", []byte(`{"value":21.5,"timestamp":"2026-01-02T03:04:05Z","unit":"C"}`), 1, false)
		device.Publish("factory/ulm/press/motor", []byte(`{"rpm":1500,"bearings":[{"t":40},{"t":41}],"on":true,"manufacturer":"ACME","model":"M-1"}`), 1, false)
		device.Publish("factory/ulm/press/load", []byte("0.7"), 0, false)
		device.Publish("plain/meter/power/l1", []byte(" 230 "), 1, false)
		device.Publish("plain/meter/relay", []byte("TRUE"), 1, false)
		device.Publish("tele/plug/SENSOR", []byte(`{"Time":"x","ENERGY":{"Power":12},"time":1700000000}`), 1, false)
		d.heard(
			"ulm/press temperature=21.5", "ulm/press motor.rpm=1500", "ulm/press motor.bearings.0.t=40", "ulm/press motor.bearings.1.t=41",
			"ulm/press motor.on=1", "ulm/press load=0.7", "meter power.l1=230", "meter relay=1", "plug ENERGY.Power=12", "plug time=1.7e+09",
		)
		for _, p := range d.sink.all() {
			if p.name == "temperature" {
				assert.Equal(t, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), p.time)
				assert.Equal(t, "ulm", p.resource["site"])
				assert.Equal(t, "plant", p.resource["service.namespace"])
				assert.Equal(t, "prod", p.resource["deployment.environment.name"])
				assert.Equal(t, "mqtt/"+broker.Address+"/weir", p.resource["weir.emitter.id"])
				assert.Equal(t, "api_telemetry/mqtt", p.resource["weir.source.id"])
			} else {
				assert.WithinDuration(t, time.Now(), p.time, time.Minute)
			}
			if p.name == "motor.rpm" {
				assert.Equal(t, "ACME", p.resource["device.manufacturer"])
				assert.Equal(t, "M-1", p.resource["device.model.identifier"])
			}
		}
		assert.Equal(t, int64(2), d.counted("ignored_values", "not_numeric"), "the unit, and a time that is none")
		d.eventually("counted", func() bool { return d.counted("received_messages", "") == 6 && d.counted("received_points", "") == 10 })
		d.stop()
	}
}

func TestMQTTWhatCannotBeReadIsAcknowledgedAndCounted(t *testing.T) {
	broker := mqttbroker.Start(t)
	d := runDevices(t, mqttConfig(broker.Address, func(m *MQTTConfig) {
		m.MaxMessageSize, m.MaxDevices, m.MaxMetricsPerDevice = 2000, 1, 2
		m.Version = "3.1.1"
		m.Topics = append(m.Topics, MQTTTopicConfig{Template: "n/{device}/{metric}", Payload: "number"}, MQTTTopicConfig{Template: "x/{device}", Filter: "x/#"})
	}))
	d.isUp()
	device := broker.Peer("device", nil)
	device.Publish("factory/ulm/press/a", []byte(`{"value":1}`), 1, false)
	device.Publish("factory/ulm/press/a", []byte(`{"value":`), 1, false)
	device.Publish("factory/ulm/press/a", []byte(strings.Repeat(" ", 3000)+"1"), 1, false)
	device.Publish("factory/ulm/other/a", []byte(`1`), 1, false)
	device.Publish("n/press/a", []byte(`one`), 1, false)
	device.Publish("n/press/a", []byte(strings.Repeat("1", 100)), 1, false)
	device.Publish("n/press/a", []byte(`NaN`), 1, false)
	device.Publish("x/press/more", []byte(`1`), 1, false)
	device.Publish("factory/ulm/press/b", []byte(`{"value":2,"over":3}`), 1, false)
	d.heard("press a=1", "press b=2")
	for reason, want := range map[string]int64{"payload": 3, "too_large": 1, "device_limit": 1, "topic": 1} {
		assert.Equal(t, want, d.counted("dropped_messages", reason), reason)
	}
	assert.Equal(t, int64(1), d.counted("ignored_values", "metric_limit"))
	d.eventually("all acknowledged", func() bool { return d.counted("received_messages", "") == 9 })
}

// ackTime is long enough for acknowledgements to reach the broker: they leave every 5 ms. One that did not leave is no
// error of ours, the message comes again.
const ackTime = 500 * time.Millisecond

func TestMQTTNothingIsAcknowledgedBeforeItIsPassedOn(t *testing.T) {
	for _, version := range []string{"3.1.1", "5"} {
		broker := mqttbroker.Start(t)
		cfg := mqttConfig(broker.Address, func(m *MQTTConfig) { m.Version = version })
		first := runDevices(t, cfg)
		first.sink.refuse = func(int) error { return errors.New("the queue is full") }
		first.isUp()
		device := broker.Peer("device", nil)
		for i := range 5 {
			device.Publish("factory/ulm/press/a", fmt.Appendf(nil, `{"value":%d,"time":%d}`, i, 1_700_000_000+i), 1, false)
		}
		first.eventually("tried again", func() bool {
			first.sink.mu.Lock()
			defer first.sink.mu.Unlock()
			return first.sink.calls >= 3
		})
		assert.Zero(t, first.counted("received_messages", ""))
		// A stop in the middle: the broker keeps what nobody has taken.
		first.input.giveUpBy()
		first.stop()
		assert.Empty(t, first.sink.said())
		second := runDevices(t, cfg)
		second.heard("press a=0", "press a=1", "press a=2", "press a=3", "press a=4")
		assert.Positive(t, second.counted("redelivered_messages", ""))
		time.Sleep(ackTime)
		second.stop()
		third := runDevices(t, cfg)
		third.isUp()
		time.Sleep(100 * time.Millisecond)
		assert.Empty(t, third.sink.said(), "what was acknowledged does not come again")
		third.stop()
	}
}

func TestMQTTWhatIsRefusedForGoodIsCounted(t *testing.T) {
	broker := mqttbroker.Start(t)
	d := runDevices(t, mqttConfig(broker.Address, nil))
	d.sink.refuse = func(call int) error {
		if call == 1 {
			return consumererror.NewPermanent(errors.New("no"))
		}
		return nil
	}
	d.isUp()
	device := broker.Peer("device", nil)
	device.Publish("factory/ulm/press/a", []byte("1"), 1, false)
	d.eventually("refused", func() bool { return d.counted("dropped_messages", "rejected") == 1 })
	device.Publish("factory/ulm/press/a", []byte("2"), 1, false)
	d.heard("press a=2")
}

func TestMQTTRetained(t *testing.T) {
	broker := mqttbroker.Start(t)
	broker.Peer("device", nil).Publish("factory/ulm/press/a", []byte("1"), 1, true)
	drops := runDevices(t, mqttConfig(broker.Address, nil))
	drops.eventually("dropped", func() bool { return drops.counted("dropped_messages", "retained") == 1 })
	assert.Empty(t, drops.sink.said())
	marks := runDevices(t, mqttConfig(broker.Address, func(m *MQTTConfig) { m.ClientID, m.Retained = "weir-2", "mark" }))
	marks.heard("press a=1")
	assert.True(t, marks.sink.all()[0].retained)
}

func TestMQTTHeartbeatsSayOnlyWhatWasHeard(t *testing.T) {
	broker := mqttbroker.Start(t)
	d := runDevices(t, mqttConfig(broker.Address, nil))
	d.isUp()
	beats := func() []int64 {
		d.sink.mu.Lock()
		defer d.sink.mu.Unlock()
		return append([]int64{}, d.sink.beats...)
	}
	d.eventually("beats", func() bool { return len(beats()) > 2 })
	for i, beat := range beats() {
		assert.LessOrEqual(t, beat, time.Now().UnixMilli())
		if i > 0 {
			assert.GreaterOrEqual(t, beat, beats()[i-1])
		}
	}
	broker.Open(false)
	broker.Break()
	time.Sleep(150 * time.Millisecond)
	before := len(beats())
	time.Sleep(300 * time.Millisecond)
	assert.Len(t, beats(), before, "nothing is known while there is no connection")
	broker.Open(true)
	d.isUp()
	assert.Len(t, beats(), before, "the broker may still send what it kept")
	d.eventually("beats", func() bool { return len(beats()) > before })

	// What waits to be passed on holds them back.
	refusing := make(chan struct{})
	d.sink.mu.Lock()
	d.sink.refuse = func(int) error {
		select {
		case <-refusing:
			return nil
		default:
			return errors.New("not now")
		}
	}
	d.sink.mu.Unlock()
	sent := time.Now()
	broker.Peer("device", nil).Publish("factory/ulm/press/a", []byte("1"), 1, false)
	d.eventually("refused", func() bool { d.sink.mu.Lock(); defer d.sink.mu.Unlock(); return d.sink.calls > 0 })
	before = len(beats())
	d.eventually("beats", func() bool { return len(beats()) > before+3 })
	assert.Less(t, beats()[len(beats())-1]-sent.UnixMilli(), int64(250))
	close(refusing)
	d.heard("press a=1")
}

func TestMQTTABrokerThatRestarts(t *testing.T) {
	for _, version := range []string{"3.1.1", "5"} {
		broker := mqttbroker.Start(t)
		d := runDevices(t, mqttConfig(broker.Address, func(m *MQTTConfig) { m.Version = version }))
		d.isUp()
		device := broker.Peer("device", nil)
		device.Publish("factory/ulm/press/a", []byte("1"), 1, false)
		d.heard("press a=1")
		broker.Stop()
		broker.Break()
		time.Sleep(50 * time.Millisecond)
		broker.Run()
		d.eventually("again", func() bool { return d.input.coverage.covers(time.Now()) })
		broker.Peer("other", nil).Publish("factory/ulm/press/a", []byte("2"), 1, false)
		d.heardAll("press a=1", "press a=2")
		d.stop()
	}
}

func TestMQTTSparkplug(t *testing.T) {
	broker := mqttbroker.Start(t)
	edge := broker.Peer("edge", nil)
	states := broker.Peer("listener", nil).Listen("spBv1.0/STATE/#")
	commands := broker.Peer("listener-2", nil).Listen("spBv1.0/plant/NCMD/#")
	d := runDevices(t, mqttConfig(broker.Address, func(m *MQTTConfig) {
		m.Topics = []MQTTTopicConfig{{Payload: "sparkplug"}}
		m.Sparkplug.HostID, m.Sparkplug.OnlineInterval = "weir", 50*time.Millisecond
	}))
	d.isUp()
	d.eventually("says that it is there", func() bool { return len(states.All()) == 1 })
	assert.Contains(t, states.All()[0], `spBv1.0/STATE/weir {"online":true`)

	edge.Publish("spBv1.0/plant/DDATA/gw/press", sparkplugPayload(7, sparkplugMetric("", 2, 0, 5)), 0, false)
	d.eventually("asks for a birth", func() bool { return len(commands.All()) == 1 })
	assert.Contains(t, commands.All()[0], "Node Control/Rebirth")
	assert.Equal(t, int64(1), d.counted("rebirth_requests", ""))

	edge.Publish("spBv1.0/plant/NBIRTH/gw", sparkplugPayload(0, sparkplugMetric("Supply/Voltage", 1, 10, 230)), 0, false)
	edge.Publish("spBv1.0/plant/DBIRTH/gw/press", sparkplugPayload(1, sparkplugMetric("Oil/Temp", 2, 10, 40)), 0, false)
	edge.Publish("spBv1.0/plant/DDATA/gw/press", sparkplugPayload(2, sparkplugMetric("", 2, 0, 41)), 0, false)
	d.eventually("data", func() bool { return len(withoutPresence(d.sink.said())) == 3 })
	assert.Equal(t, []string{"plant/gw Supply/Voltage=230", "plant/gw/press Oil/Temp=40", "plant/gw/press Oil/Temp=41"}, withoutPresence(d.sink.said()))
	online := func(device string) (last float64, times int) {
		for _, p := range d.sink.all() {
			if p.name == "weir.device.online" && p.resource["device.id"] == device {
				last = p.value
				times++
			}
		}
		return last, times
	}
	d.eventually("said again and again", func() bool { _, n := online("plant/gw/press"); return n > 3 })
	edge.Publish("spBv1.0/plant/NDEATH/gw", sparkplugPayload(0), 1, false)
	d.eventually("its devices are gone with the edge node", func() bool { last, _ := online("plant/gw/press"); return last == 0 })
	for _, p := range d.sink.all() {
		if p.name == "Oil/Temp" {
			assert.Equal(t, "plant", p.resource["sparkplug.group.id"])
			assert.Equal(t, "gw", p.resource["sparkplug.edge_node.id"])
			assert.Equal(t, "press", p.resource["sparkplug.device.id"])
		}
	}
	edge.Publish("spBv1.0/plant/NDATA/gw", []byte("nonsense"), 0, false)
	d.eventually("counted", func() bool { return d.counted("dropped_messages", "payload") == 1 })
	d.stop()
	assert.Contains(t, states.All()[len(states.All())-1], `{"online":false`)
}

func TestMQTTOverTLSWithCertificates(t *testing.T) {
	a := newAuthority(t)
	ca := filepath.Join(a.folder, "ca.pem")
	serverCert, serverKey := a.issue("broker")
	clientCert, clientKey := a.issue("weir")
	broker := mqttbroker.Start(t, "allow_anonymous true", "cafile "+ca, "certfile "+serverCert, "keyfile "+serverKey, "require_certificate true")
	with := func(id string, tls *configtls.ClientConfig) *devices {
		return runDevices(t, mqttConfig(broker.Direct, func(m *MQTTConfig) {
			m.Broker, m.ClientID = "mqtts://"+broker.Direct, id
			if tls != nil {
				m.TLS = configoptional.Some(*tls)
			}
		}))
	}
	settings := func(certFile, keyFile string) *configtls.ClientConfig {
		c := configtls.NewDefaultClientConfig()
		c.CAFile, c.CertFile, c.KeyFile = ca, certFile, keyFile
		return &c
	}
	without := with("nobody", settings("", ""))
	stranger := with("stranger", nil)
	with("weir", settings(clientCert, clientKey)).isUp()
	for _, d := range []*devices{without, stranger} {
		d.input.coverage.mu.Lock()
		assert.False(t, d.input.coverage.up)
		d.input.coverage.mu.Unlock()
	}
}
