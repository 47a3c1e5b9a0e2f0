package weir

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
)

func readAll(body []byte) ([]detectionapi.QueryResult, error) {
	var results []detectionapi.QueryResult
	err := readColumns(body, func(result detectionapi.QueryResult) { results = append(results, result) })
	return results, err
}

// FuzzColumns compares with encoding/json: what one reads the other reads, and to the same.
func FuzzColumns(f *testing.F) {
	example, err := os.ReadFile("../../../../packages/contract/examples/QueryResponse.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(example)
	for _, text := range []string{
		`null`, `{}`, `{"results":null}`, `{"results":[]}`, `{"results":[null]}`, `{"results":[{}],"stepsRead":1}`, `{"results":[{"ref":null,"series":null}]}`,
		`{"RESULTS":[{"Ref":"\u0041","ſerieſ":[{"times":[1,-2,null],"flags":[ 1 , 2 ]}]}]}`,
		`{"results":[{"series":[{"values":[null,0,-0,1.5,-1.5e3,1E-7,0.1234567890123456789,123456789012345678901234567890,5e-324,1e308]}]}]}`,
		`{"results":[{"series":[{"values":[1e400]}]}]}`, `{"results":[{"series":[{"values":[01]}]}]}`, `{"results":[{"series":[{"values":[1.]}]}]}`,
		`{"results":[{"series":[{"values":[-]}]}]}`, `{"results":[{"series":[{"values":[1,]}]}]}`, `{"results":[{"series":[{"values":[,1]}]}]}`,
		`{"results":[{"series":[{"values":[1 2]}]}]}`, `{"results":[{"series":[{"values":["1"]}]}]}`, `{"results":[{"series":[{"values":{}}]}]}`,
		`{"results":[{"series":[{"values":[nullx]}]}]}`, `{"results":[{"series":[{"values":[[1]]}]}]}`, `{"results":[{"series":[{"values":[ ]}]}]}`,
		`{"results":[{"series":[{"times":[1.0]}]}]}`, `{"results":[{"series":[{"times":[9223372036854775807,-9223372036854775808]}]}]}`,
		`{"results":[{"series":[{"times":[9223372036854775808]}]}]}`, `{"results":[{"series":[{"flags":[2147483648]}]}]}`, `{"results":[{"series":[{"times":[-0]}]}]}`,
		`{"results":[{"series":[{"status":["scored","no-data",null,"]\"\\","\u0061"],"unknown":{"a":[1,"}"]}}]}]}`,
		`{"results":[{"series":[{"status":["\x"]}]}]}`, `{"results":[{"series":[{"unknown":[1,}]}]}`, `{"results":[]} x`, "{}\x00", "{}\n", `{"results":[`, `[]`, `"`, `{"a"}`, "{\"a\x01\":1}",
		`{"results":[{"truncated":1}]}`, `{"stepsRead":"1"}`, `{"stepsRead":1.5}`, `{"results":[{"series":[{"series":{"id":"a","attributes":{"b":"c"}},"reduced":true}]}]}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if repeatsKeys(body) {
			t.Skip("encoding/json keeps parts of the first value of a key")
		}
		var expected detectionapi.QueryResponse
		wrong := json.Unmarshal(body, &expected)
		got, err := readAll(body)
		if (err == nil) != (wrong == nil) {
			t.Fatalf("%v, encoding/json says %v: %s", err, wrong, body)
		}
		if wrong != nil {
			return
		}
		if len(got) != len(expected.Results) || len(got) > 0 && !reflect.DeepEqual(got, expected.Results) {
			t.Fatalf("read %s, expected %s", asText(got), asText(expected.Results))
		}
		for i, result := range got {
			for k, series := range result.Series {
				sameSigns(t, series.Values, expected.Results[i].Series[k].Values)
			}
		}
	})
}

// sameSigns looks at what == does not: the sign of zero.
func sameSigns(t *testing.T, got, expected []*float64) {
	t.Helper()
	for i, value := range got {
		if value != nil && math.Float64bits(*value) != math.Float64bits(*expected[i]) {
			t.Fatalf("row %d: %v, expected %v", i, *value, *expected[i])
		}
	}
}

func asText(value any) string {
	content, _ := json.Marshal(value)
	return string(content)
}

// repeatsKeys says whether an object of the text has two keys that mean the same.
func repeatsKeys(body []byte) bool {
	decoder := json.NewDecoder(bytes.NewReader(body))
	var objects []map[string]bool // nil for an array
	isKey := false
	for {
		token, err := decoder.Token()
		if err != nil {
			return false
		}
		top := len(objects) - 1
		switch token {
		case json.Delim('{'):
			objects, isKey = append(objects, map[string]bool{}), true
			continue
		case json.Delim('['):
			objects, isKey = append(objects, nil), false
			continue
		case json.Delim('}'), json.Delim(']'):
			objects = objects[:top]
			top--
		default:
			if isKey {
				key := strings.ToUpper(token.(string))
				if objects[top][key] {
					return true
				}
				objects[top][key], isKey = true, false
				continue
			}
		}
		isKey = top >= 0 && objects[top] != nil
	}
}

// TestFloatsAreThoseOfStrconv looks at numbers of every length, which random texts seldom come to.
func TestFloatsAreThoseOfStrconv(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 30_000 {
		number := math.Float64frombits(random.Uint64())
		if random.IntN(2) == 0 {
			number = float64(float32(random.NormFloat64() * math.Pow(10, float64(random.IntN(30)-15))))
		}
		if math.IsNaN(number) || math.IsInf(number, 0) {
			continue
		}
		for _, text := range []string{
			strconv.FormatFloat(number, "eg"[random.IntN(2)], random.IntN(20)-1, 64), strconv.FormatFloat(number, 'f', -1, 32),
			fmt.Sprintf("%d.%d", random.IntN(1000), random.Uint64()>>random.IntN(64)), fmt.Sprintf("0.%0*d", random.IntN(20), random.Uint64()>>random.IntN(64)),
			halfway(random),
		} {
			if strings.HasSuffix(text, "Inf") { // too large for 32 bits
				continue
			}
			expected, wrong := strconv.ParseFloat(text, 64)
			got, length, err := float([]byte(text))
			if (err == nil) != (wrong == nil) || math.Float64bits(got) != math.Float64bits(expected) || length != len(text) {
				t.Fatalf("%s: %v of %d bytes (%v), expected %v (%v)", text, got, length, err, expected, wrong)
			}
		}
	}
}

// halfway is a number that lies in the middle of two that a float64 holds, or next to it.
func halfway(random *rand.Rand) string {
	middle := (1<<53+random.Uint64()>>11)<<1 + 1
	return fmt.Sprintf("%d", middle<<random.IntN(9)+uint64(random.IntN(3))-1)
}

// BenchmarkColumns and BenchmarkEncodingJSON read four hours of one series.
func BenchmarkColumns(b *testing.B) {
	body := fourHours()
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if results, err := readAll(body); err != nil || len(results) != 1 {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncodingJSON(b *testing.B) {
	body := fourHours()
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		var response detectionapi.QueryResponse
		if err := json.Unmarshal(body, &response); err != nil {
			b.Fatal(err)
		}
	}
}

func fourHours() []byte {
	random := rand.New(rand.NewPCG(1, 1))
	var answer detectionapi.SeriesAnswer
	for i := range 240 {
		number := func(bits int) *float64 {
			value, _ := strconv.ParseFloat(strconv.FormatFloat(200+random.NormFloat64(), 'g', -1, bits), 64)
			return &value
		}
		answer.Times, answer.Status, answer.Flags = append(answer.Times, 1763388000000+int64(i)*60_000), append(answer.Status, "scored"), append(answer.Flags, 0)
		answer.Values, answer.Expected, answer.Scores = append(answer.Values, number(64)), append(answer.Expected, number(32)), append(answer.Scores, number(32))
		answer.Lower, answer.Upper = append(answer.Lower, number(32)), append(answer.Upper, number(32))
	}
	content, _ := json.Marshal(detectionapi.QueryResponse{Results: []detectionapi.QueryResult{{Series: []detectionapi.SeriesAnswer{answer}}}})
	return content
}
