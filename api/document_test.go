package api_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"

	"github.com/tansiq/tansiq/api"
)

// TestDocuments holds both versions against the schema of the OpenAPI specification.
func TestDocuments(t *testing.T) {
	for _, version := range []api.DocumentVersion{api.OpenAPI31, api.OpenAPI30} {
		b, err := api.Document(version)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(b), fmt.Sprintf(`"openapi": "%s.`, version)) {
			t.Errorf("not OpenAPI %s", version)
		}
		document, err := libopenapi.NewDocument(b)
		if err != nil {
			t.Fatal(err)
		}
		v, errs := validator.NewValidator(document)
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		if ok, problems := v.ValidateDocument(); !ok {
			for _, p := range problems {
				t.Errorf("%s: %s: %s", version, p.Message, p.Reason)
				for _, s := range p.SchemaValidationErrors {
					t.Errorf("  %s: %s", s.FieldPath, s.Reason)
				}
			}
		}
		again, err := api.Document(version)
		if err != nil || string(again) != string(b) {
			t.Errorf("%s is not the same twice", version)
		}
	}
	if _, err := api.Document("2.0"); err == nil {
		t.Error("version 2.0 was made")
	}
}

// TestEveryFieldIsDescribed: a field that is added to an answer or a body is explained, and named as the others are.
func TestEveryFieldIsDescribed(t *testing.T) {
	b, err := api.Document(api.OpenAPI31)
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Info struct {
			License struct{ Name string }
			Contact struct{ URL string }
		}
		Servers    []struct{ URL string }
		Components struct {
			Schemas map[string]struct {
				Properties map[string]struct{ Description string }
			}
			SecuritySchemes map[string]struct{ Scheme string }
		}
	}
	if err := json.Unmarshal(b, &document); err != nil {
		t.Fatal(err)
	}
	if document.Info.License.Name != "Apache-2.0" || document.Info.Contact.URL == "" || len(document.Servers) != 1 || document.Components.SecuritySchemes["key"].Scheme != "bearer" {
		t.Errorf("%+v", document)
	}
	snake := regexp.MustCompile(`^[a-z0-9]+(_[a-z0-9]+)*$`)
	for name, schema := range document.Components.Schemas {
		for property, p := range schema.Properties {
			if p.Description == "" {
				t.Errorf("%s.%s has no description", name, property)
			}
			if !snake.MatchString(property) {
				t.Errorf("%s.%s is not snake_case", name, property)
			}
		}
	}
}

// TestServedDocument: what the server gives is the document, with its own address where one is configured.
func TestServedDocument(t *testing.T) {
	w := newWorld(t, api.Options{PublicURL: "https://registry.example"})
	for path, media := range map[string]string{"/openapi.json": "application/openapi+json", "/openapi.yaml": "application/openapi+yaml", "/openapi-3.0.json": "application/openapi+json"} {
		a := w.get(t, path)
		if a.StatusCode != 200 || a.Header.Get("Content-Type") != media || !strings.Contains(string(a.body), "https://registry.example") {
			t.Errorf("%s: %d %s", path, a.StatusCode, a.Header.Get("Content-Type"))
		}
	}
}
