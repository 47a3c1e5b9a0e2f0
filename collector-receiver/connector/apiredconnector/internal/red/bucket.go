package red

import "math"

// Scale is the exponential histograms' scale: the base is 2^(1/16), so a bucket is 4.4 % wide.
const Scale = 4

const perOctave = 1 << Scale

// bounds[k] is 2^(k/16), the upper bound (inclusive) of bucket k-1 within an octave.
var bounds = func() (b [perOctave + 1]float64) {
	for k := range b {
		b[k] = math.Exp2(float64(k) / perOctave)
	}
	return b
}()

// guess[i] is the bucket within the octave in which the i-th 64th of the octave begins.
var guess = func() (g [64]uint8) {
	for i := range g {
		low := 1 + float64(i)/64
		for k := 0; k < perOctave && bounds[k+1] < low; k++ {
			g[i] = uint8(k + 1)
		}
	}
	return g
}()

// bucketOf gives the index of the bucket that holds a duration of so many microseconds (more than 0), measured in
// seconds: base^index < value <= base^(index+1), as OpenTelemetry's data model has it.
func bucketOf(micros int64) int32 {
	bits := math.Float64bits(float64(micros) / 1e6)
	octave := int32(bits>>52) - 1023
	fraction := bits & (1<<52 - 1)
	if fraction == 0 {
		return octave*perOctave - 1
	}
	mantissa := math.Float64frombits(fraction | 1023<<52)
	k := guess[fraction>>46]
	for bounds[k+1] < mantissa {
		k++
	}
	return octave*perOctave + int32(k)
}
