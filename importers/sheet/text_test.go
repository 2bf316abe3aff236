package sheet

import (
	"bufio"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/registry"
)

func TestDeclaredCharsets(t *testing.T) {
	for _, c := range []struct{ charset, file, want string }{
		{"windows-1252", "Panam\xe1 \x96 \x80", "Panamá – €"},
		{"windows-1256", "\xe3\xf5\xe4\xdf\xed\xe4 \xed", "مُنكين ي"},
		{"iso-8859-1", "Choc\xf3", "Chocó"},
		{"windows-1252", "Panamá", "Panamá"},         // it has become UTF-8
		{"windows-1252", "\xef\xbb\xbfabc", "abc"},   // and says so
		{"windows-1252", "a\xff\xfe", "aÿþ"},         // a mark is only at the beginning
		{"windows-1252", "\xff\xfea\x00", "a"},       // UTF-16
		{"windows-1252", "caf\xc3", "cafÃ"},          // half a character is none
		{"windows-1252", "only ASCII", "only ASCII"}, // the same in both
	} {
		got, err := io.ReadAll(NewText(bufio.NewReader(strings.NewReader(c.file)), c.charset))
		if string(got) != c.want || err != nil {
			t.Errorf("%s %q: %q, %v; want %q", c.charset, c.file, got, err, c.want)
		}
	}
}

func TestBytesThatAreNoTextInTheirCharsetAreRefused(t *testing.T) {
	for _, c := range []struct{ charset, file string }{
		{"", "a\nPanam\xe1"},
		{"iso-8859-1", "a\n\x93quoted\x94"}, // is windows-1252
		{"windows-1252", "a\n\x81"},         // no character there
		{"utf-7", "a\n\xe1"},                // none of the charsets
	} {
		_, err := io.ReadAll(NewText(bufio.NewReader(strings.NewReader(c.file)), c.charset))
		if registry.ErrorCode(err) != registry.EInvalid || !strings.HasPrefix(err.Error(), "line 2: ") {
			t.Errorf("%s %q: %v", c.charset, c.file, err)
		}
	}
}

func TestEveryCharsetOfAFeedCanBeRead(t *testing.T) {
	if got, want := slices.Sorted(maps.Keys(charsets)), slices.Sorted(slices.Values(registry.Charsets())); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// A declared file stays declared however long it is before the first character beyond ASCII.
func TestAFileThatIsASCIIFirstIsReadAsDeclared(t *testing.T) {
	text := strings.Repeat("a", 10_000) + "\xe1"
	got, err := io.ReadAll(NewText(bufio.NewReader(strings.NewReader(text)), "windows-1252"))
	if err != nil || !strings.HasSuffix(string(got), "aá") {
		t.Errorf("%v", err)
	}
}
