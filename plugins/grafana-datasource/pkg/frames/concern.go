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

// levelConfig shows the word with its mark on the colour of the word; Grafana finds a text colour that stands out.
func levelConfig() *data.FieldConfig {
	mapper := data.ValueMapper{}
	for i, level := range concerns {
		mapper[level.withMark()] = data.ValueMappingResult{Color: level.namedColour, Index: i}
	}
	return &data.FieldConfig{
		Mappings: data.ValueMappings{mapper},
		Custom:   map[string]any{"width": 100, "cellOptions": map[string]any{"type": "pill"}},
	}
}

// wordMappings colours the words of lanes by value, so that equal neighbours merge and the legend has words.
func wordMappings() data.ValueMappings {
	mapper := data.ValueMapper{}
	for i, level := range concerns[:len(concerns)-1] {
		mapper[level.word] = data.ValueMappingResult{Text: level.word, Color: level.namedColour, Index: i}
	}
	return data.ValueMappings{mapper}
}
