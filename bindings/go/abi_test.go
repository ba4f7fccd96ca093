package tsc_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	tsc "github.com/libtsc/libtsc/bindings/go"
)

// squashed removes the differences between names in C and in Go.
func squashed(name string) string {
	name = strings.TrimPrefix(name, "TSC_")
	name = strings.TrimPrefix(name, "ERROR_")
	name = strings.TrimPrefix(name, "Err")
	return strings.ToLower(strings.ReplaceAll(name, "_", ""))
}

// goStatuses returns the constants of status.go.
func goStatuses(t *testing.T) map[string]int {
	file, err := parser.ParseFile(token.NewFileSet(), "status.go", nil, 0)
	check(t, err)
	statuses := map[string]int{}
	ast.Inspect(file, func(node ast.Node) bool {
		if spec, ok := node.(*ast.ValueSpec); ok {
			number, err := strconv.Atoi(spec.Values[0].(*ast.BasicLit).Value)
			check(t, err)
			statuses[squashed(spec.Names[0].Name)] = number
		}
		return true
	})
	return statuses
}

func TestStatusesAreThoseOfTheHeader(t *testing.T) {
	header, err := os.ReadFile(filepath.Join("..", "..", "include", "tsc.h"))
	check(t, err)
	defined := regexp.MustCompile(`(?m)^#define (TSC_OK|TSC_ERROR_\w+) (\d+)\r?$`).FindAllStringSubmatch(string(header), -1)
	if len(defined) < 28 {
		t.Fatalf("tsc.h has %d statuses only", len(defined))
	}
	statuses := goStatuses(t)
	for _, one := range defined {
		number, ok := statuses[squashed(one[1])]
		if !ok || strconv.Itoa(number) != one[2] {
			t.Errorf("%s is %s in C, and %d in Go", one[1], one[2], number)
		}
		equal(t, one[1], tsc.Status(number).Error())
		delete(statuses, squashed(one[1]))
	}
	if len(statuses) > 0 {
		t.Errorf("only Go has %v", statuses)
	}
	equal(t, "TSC_ERROR_UNKNOWN", tsc.Status(12345).String())
}

func TestVersion(t *testing.T) {
	number := tsc.VersionNumber()
	parts := []string{strconv.Itoa(int(number >> 16)), strconv.Itoa(int(number >> 8 & 255)), strconv.Itoa(int(number & 255))}
	equal(t, strings.Join(parts, "."), tsc.Version())
}
