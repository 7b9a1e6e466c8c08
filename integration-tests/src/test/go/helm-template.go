// helm-template CHART NAMESPACE: prints what "helm template" would make of a chart that uses no more than is here; the values
// are JSON, on the standard input. Debian has no Helm.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"text/template"
)

var plain = regexp.MustCompile(`^[A-Za-z/][A-Za-z0-9./_-]*$`)

func indent(width int, text string) string {
	blanks := strings.Repeat(" ", width)
	return blanks + strings.ReplaceAll(text, "\n", "\n"+blanks)
}

func toYaml(value interface{}) string {
	var lines []string
	switch it := value.(type) {
	case map[string]interface{}:
		for key, each := range it {
			lines = append(lines, key+":"+below(each))
		}
		sort.Strings(lines)
	case []interface{}:
		for _, each := range it {
			lines = append(lines, "- "+strings.TrimLeft(indent(2, toYaml(each)), " "))
		}
	case string:
		if plain.MatchString(it) {
			return it
		}
		quoted, _ := json.Marshal(it)
		return string(quoted)
	default:
		return fmt.Sprint(it)
	}
	return strings.Join(lines, "\n")
}

func below(value interface{}) string {
	switch value.(type) {
	case map[string]interface{}, []interface{}:
		return "\n" + indent(2, toYaml(value))
	}
	return " " + toYaml(value)
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	var values map[string]interface{}
	decoder := json.NewDecoder(os.Stdin)
	decoder.UseNumber()
	must(decoder.Decode(&values))
	functions := template.FuncMap{
		"toYaml":  toYaml,
		"nindent": func(width int, text string) string { return "\n" + indent(width, text) },
	}
	files, err := filepath.Glob(os.Args[1] + "/templates/*.yaml")
	must(err)
	for _, file := range files {
		text, err := os.ReadFile(file)
		must(err)
		parsed, err := template.New(file).Funcs(functions).Option("missingkey=error").Parse(string(text))
		must(err)
		fmt.Println("---")
		must(parsed.Execute(os.Stdout, map[string]interface{}{
			"Values":  values,
			"Release": map[string]interface{}{"Namespace": os.Args[2]},
		}))
	}
}
