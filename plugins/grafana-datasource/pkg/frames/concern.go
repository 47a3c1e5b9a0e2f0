package frames

import (
	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// concern as people read it: a word, a mark and a colour from a score on.
type concern struct {
	from        float64
	word, mark  string
	namedColour string
}

var concerns = []concern{
	{from: 80, word: "Severe", mark: "█", namedColour: severeColour},
	{from: 50, word: "High", mark: "▅", namedColour: highColour},
	{from: 25, word: "Medium", mark: "▃", namedColour: mediumColour},
	{from: 1, word: "Low", mark: "▁", namedColour: lowColour},
	{from: 0, word: "Normal", mark: "", namedColour: "transparent"},
}

func concernOf(score float64) concern {
	for _, level := range concerns {
		if score >= level.from {
			return level
		}
	}
	return concerns[len(concerns)-1]
}

// withMark is the word with its mark: colour never stands alone.
func (c concern) withMark() string {
	if c.mark == "" {
		return c.word
	}
	return c.mark + " " + c.word
}

// scoreConfig colours the text of a concern score by its word.
func scoreConfig() *data.FieldConfig {
	steps := []data.Threshold{data.NewThreshold(negativeInfinity, "text", "")}
	for i := len(concerns) - 2; i >= 0; i-- {
		steps = append(steps, data.NewThreshold(concerns[i].from, concerns[i].namedColour, ""))
	}
	return (&data.FieldConfig{
		DisplayNameFromDS: "Concern",
		Color:             map[string]any{"mode": "thresholds"},
		Thresholds:        &data.ThresholdsConfig{Mode: data.ThresholdsModeAbsolute, Steps: steps},
		Custom:            map[string]any{"width": 90, "align": "right"},
	}).SetDecimals(0).SetMin(0).SetMax(100)
}

// wordMappings colours the words of lanes by value, so that equal neighbours merge and the legend has words.
func wordMappings() data.ValueMappings {
	mapper := data.ValueMapper{}
	for i, level := range concerns[:len(concerns)-1] {
		mapper[level.word] = data.ValueMappingResult{Text: level.word, Color: level.namedColour, Index: i}
	}
	return data.ValueMappings{mapper}
}
