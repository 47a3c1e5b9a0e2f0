package detectionapi

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

const examples = "../../../packages/contract/examples"

// types by the name of the example: every file must have one, and every type a file.
var types = map[string]func() any{
	"Anomaly":               func() any { return new(Anomaly) },
	"AnomalyPage":           func() any { return new(AnomalyPage) },
	"CatalogBatch":          func() any { return new(CatalogBatch) },
	"CatalogEntity":         func() any { return new(CatalogEntity) },
	"CatalogEntityInput":    func() any { return new(CatalogEntityInput) },
	"CatalogEntityPage":     func() any { return new(CatalogEntityPage) },
	"CatalogSaved":          func() any { return new(CatalogSaved) },
	"Entity":                func() any { return new(Entity) },
	"EntityPage":            func() any { return new(EntityPage) },
	"ErrorBody":             func() any { return new(ErrorBody) },
	"FeedbackDetail":        func() any { return new(FeedbackDetail) },
	"FeedbackPage":          func() any { return new(FeedbackPage) },
	"FeedbackRequest":       func() any { return new(FeedbackRequest) },
	"FeedbackSaved":         func() any { return new(FeedbackSaved) },
	"Forecast":              func() any { return new(Forecast) },
	"ForecastPage":          func() any { return new(ForecastPage) },
	"ForecastSummaryPage":   func() any { return new(ForecastSummaryPage) },
	"Info":                  func() any { return new(Info) },
	"InventoryDecisions":    func() any { return new(InventoryDecisions) },
	"InventoryPage":         func() any { return new(InventoryPage) },
	"InventoryRows":         func() any { return new(InventoryRows) },
	"PostMortemCreate":      func() any { return new(PostMortemCreate) },
	"PostMortemDetail":      func() any { return new(PostMortemDetail) },
	"PostMortemPage":        func() any { return new(PostMortemPage) },
	"PostMortemPublish":     func() any { return new(PostMortemPublish) },
	"PostMortemUpdate":      func() any { return new(PostMortemUpdate) },
	"ProblemDetail":         func() any { return new(ProblemDetail) },
	"ProblemPage":           func() any { return new(ProblemPage) },
	"QueryRequest":          func() any { return new(QueryRequest) },
	"QueryResponse":         func() any { return new(QueryResponse) },
	"Rating":                func() any { return new(Rating) },
	"RatingHistory":         func() any { return new(RatingHistory) },
	"RatingPage":            func() any { return new(RatingPage) },
	"Said":                  func() any { return new(Said) },
	"Series":                func() any { return new(Series) },
	"SeriesPage":            func() any { return new(SeriesPage) },
	"SourcePage":            func() any { return new(SourcePage) },
	"SubscriptionChanges":   func() any { return new(SubscriptionChanges) },
	"SubscriptionPage":      func() any { return new(SubscriptionPage) },
	"SubscriptionReport":    func() any { return new(SubscriptionReport) },
	"SubscriptionReported":  func() any { return new(SubscriptionReported) },
	"SubscriptionStatePage": func() any { return new(SubscriptionStatePage) },
	"SubscriptionsSaved":    func() any { return new(SubscriptionsSaved) },
	"Vote":                  func() any { return new(Vote) },
	"VotePage":              func() any { return new(VotePage) },
	"Change":                func() any { return new(Change) },
	"VoteRequest":           func() any { return new(VoteRequest) },
}

// TestExamplesDecode reads every example strictly and writes it again: nothing may be unknown, lost or changed.
func TestExamplesDecode(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(examples, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != len(types) {
		t.Errorf("%d examples for %d types", len(files), len(types))
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			create, known := types[name]
			if !known {
				t.Fatalf("no type for the example %s", name)
			}
			value := create()
			decoder := json.NewDecoder(bytes.NewReader(text))
			decoder.DisallowUnknownFields()
			if err := decoder.Decode(value); err != nil {
				t.Fatal(err)
			}
			again, err := json.Marshal(value)
			if err != nil {
				t.Fatal(err)
			}
			if before, after := plain(t, text), plain(t, again); !reflect.DeepEqual(before, after) {
				t.Errorf("changed by reading and writing:\n got %s\nfrom %s", again, text)
			}
		})
	}
}

// TestGapsAreNil shows that a gap is not 0 in Go.
func TestGapsAreNil(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(examples, "QueryResponse.json"))
	if err != nil {
		t.Fatal(err)
	}
	var response QueryResponse
	if err := json.Unmarshal(text, &response); err != nil {
		t.Fatal(err)
	}
	answer := response.Results[0].Series[0]
	if answer.Values[3] != nil {
		t.Errorf("the gap is %v, expected nil", *answer.Values[3])
	}
	if got := answer.Values[2]; got == nil || *got != 0.38 {
		t.Errorf("the sample is %v, expected 0.38", got)
	}
	if !answer.Status[3].Valid() || answer.Status[3] != NoData {
		t.Errorf("the status is %q, expected no-data", answer.Status[3])
	}
}

func plain(t *testing.T, text []byte) any {
	t.Helper()
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatal(err)
	}
	return value
}
