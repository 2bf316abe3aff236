package main

import (
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// versions are the versions that have a schema, in order.
var versions = []string{"1.01", "1.02", "1.03", "1.04", "1.05", "2.01", "2.02", "2.03"}

// node is an element of a schema document.
type node struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Children []*node    `xml:",any"`
}

func (n *node) attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (n *node) child(name string) *node {
	for _, c := range n.Children {
		if c.XMLName.Local == name {
			return c
		}
	}
	return nil
}

// form is what one form of an element may hold: see the head of structure.tsv.
type form struct {
	text, content, attributes string
}

// schema is one version's, as forms by name.
type schema struct {
	globals map[string]*node // "element title", "attribute currency", "attributeGroup textAtts", "complexType textType"
	forms   map[string]form
	order   []string
}

// structureHead explains the table to who opens it.
const structureHead = `# Which elements and attributes an IATI activity file may have, by version of the standard: facts of the XML schemas of IATI
# (github.com/IATI/IATI-Schemas, iati-activities-schema.xsd and iati-common.xsd of 1.01 to 2.03), written by makefacts; do not edit.
#
# form        an element; "parent/child" is an element as it is inside of that form, ":name" a type that several share
# versions    for which the line holds
# text        none (white space only), mixed (any), empty, or the type that the text must have
# content     the children: "a b? c* d+" in this order, "(a | b)*" in any; #other is an element of another namespace. "a:type" has
#             the form of the type; a has the form "form/a", else the form a. ":type" alone: as the type.
# attributes  name, "!" where it is required, ":type" where it is not a string; #other is any of another namespace
form	versions	text	content	attributes
`

func structureTable(folder string) (string, error) {
	type line struct {
		name string
		form form
	}
	holds := map[line][]bool{}
	var lines []line
	for i, version := range versions {
		s, err := readSchema(filepath.Join(folder, strings.ReplaceAll(version, ".", "-")))
		if err != nil {
			return "", fmt.Errorf("version %s: %w", version, err)
		}
		for _, name := range s.order {
			l := line{name, s.forms[name]}
			if holds[l] == nil {
				holds[l] = make([]bool, len(versions))
				lines = append(lines, l)
			}
			holds[l][i] = true
		}
	}
	var b strings.Builder
	b.WriteString(structureHead)
	written := map[string]bool{}
	for _, first := range lines { // the lines of one form together, in the order in which forms came
		if written[first.name] {
			continue
		}
		written[first.name] = true
		for _, l := range lines {
			if l.name == first.name {
				fmt.Fprintf(&b, "%s\t%s\t%s\t%s\t%s\n", l.name, ranges(holds[l]), l.form.text, l.form.content, l.form.attributes)
			}
		}
	}
	return b.String(), nil
}

// ranges writes which versions there are: "1.01-1.05 2.03".
func ranges(holds []bool) string {
	var parts []string
	for i := 0; i < len(holds); i++ {
		if !holds[i] {
			continue
		}
		last := i
		for last+1 < len(holds) && holds[last+1] {
			last++
		}
		if last == i {
			parts = append(parts, versions[i])
		} else {
			parts = append(parts, versions[i]+"-"+versions[last])
		}
		i = last
	}
	return strings.Join(parts, " ")
}

func readSchema(folder string) (*schema, error) {
	if inner := filepath.Join(folder, "schemas"); exists(inner) {
		folder = inner
	}
	s := &schema{globals: map[string]*node{}, forms: map[string]form{}}
	var names []string
	for _, file := range []string{"iati-activities-schema.xsd", "iati-common.xsd"} {
		b, err := os.ReadFile(filepath.Join(folder, file))
		if err != nil {
			return nil, err
		}
		var root node
		if err := xml.Unmarshal(b, &root); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		for _, n := range root.Children {
			if name := n.attr("name"); name != "" {
				key := n.XMLName.Local + " " + name
				s.globals[key] = n
				names = append(names, key)
			}
		}
	}
	for _, key := range names {
		kind, name, _ := strings.Cut(key, " ")
		switch kind {
		case "element":
			if err := s.element(name, s.globals[key]); err != nil {
				return nil, err
			}
		case "complexType":
			f, err := s.complexType(":"+name, s.globals[key])
			if err != nil {
				return nil, err
			}
			s.add(":"+name, f)
		}
	}
	return s, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func (s *schema) add(name string, f form) {
	if _, twice := s.forms[name]; twice {
		panic("makefacts: " + name + " is declared twice")
	}
	s.forms[name] = f
	s.order = append(s.order, name)
}

// element adds the form of an element that is declared with its type inside, or with the name of one.
func (s *schema) element(name string, n *node) error {
	if t := n.attr("type"); t != "" {
		s.add(name, form{text: "", content: ":" + typeName(t)})
		return nil
	}
	at := len(s.order)
	f, err := s.complexType(name, n.child("complexType"))
	if err != nil {
		return err
	}
	s.add(name, f)
	copy(s.order[at+1:], s.order[at:len(s.order)-1]) // before the forms that are inside of it
	s.order[at] = name
	return nil
}

func typeName(qualified string) string { return strings.TrimPrefix(qualified, "xsd:") }

// complexType reads the form that a type gives; elements that it declares inside are added by the way.
func (s *schema) complexType(name string, n *node) (form, error) {
	if n == nil {
		return form{}, fmt.Errorf("%s has no type", name)
	}
	f := form{text: "empty"}
	if n.attr("mixed") == "true" {
		f.text = "mixed"
	}
	var attributes []string
	for _, c := range n.Children {
		var err error
		switch c.XMLName.Local {
		case "annotation":
		case "sequence":
			f.content, err = s.sequence(name, c)
		case "choice":
			f.content, err = s.choice(name, c)
		case "simpleContent":
			extension := c.child("extension")
			f.text = typeName(extension.attr("base"))
			attributes, err = s.attributes(extension.Children, attributes)
		case "complexContent":
			extension := c.child("extension")
			if f, err = s.complexType(name, s.globals["complexType "+extension.attr("base")]); err != nil {
				return f, err
			}
			for _, e := range extension.Children {
				if e.XMLName.Local != "annotation" {
					return f, fmt.Errorf("%s extends a type by %s, which this program does not know", name, e.XMLName.Local)
				}
			}
			return f, nil
		default:
			attributes, err = s.attributes([]*node{c}, attributes)
		}
		if err != nil {
			return f, err
		}
	}
	if f.text == "empty" && f.content != "" {
		f.text = "none"
	}
	f.attributes = strings.Join(attributes, " ")
	return f, nil
}

func (s *schema) attributes(nodes []*node, to []string) ([]string, error) {
	for _, n := range nodes {
		switch n.XMLName.Local {
		case "annotation":
		case "attribute":
			name, declared := n.attr("name"), n
			if ref := n.attr("ref"); ref != "" {
				name, declared = ref, s.globals["attribute "+ref]
			}
			a := name
			if n.attr("use") == "required" {
				a += "!"
			}
			switch {
			case name == "xml:lang":
				a += ":lang"
			case declared == nil:
				return nil, fmt.Errorf("attribute %s is not declared", name)
			case typeName(declared.attr("type")) != "string":
				a += ":" + typeName(declared.attr("type"))
			}
			to = append(to, a)
		case "attributeGroup":
			group := s.globals["attributeGroup "+n.attr("ref")]
			var err error
			if to, err = s.attributes(group.Children, to); err != nil {
				return nil, err
			}
		case "anyAttribute":
			to = append(to, "#other")
		default:
			return nil, fmt.Errorf("%s among attributes, which this program does not know", n.XMLName.Local)
		}
	}
	return to, nil
}

// sequence writes the children of a sequence that itself comes once.
func (s *schema) sequence(name string, n *node) (string, error) {
	if n.attr("maxOccurs") != "" || n.attr("minOccurs") != "" {
		return "", fmt.Errorf("%s has a sequence that is repeated, which this program does not know", name)
	}
	var parts []string
	for _, c := range n.Children {
		part, err := s.particle(name, c)
		if err != nil {
			return "", err
		}
		if part == "" {
			continue
		}
		switch c.attr("minOccurs") + "-" + c.attr("maxOccurs") {
		case "-", "1-1", "-1", "1-":
		case "0-1", "0-":
			part += "?"
		case "0-unbounded":
			part += "*"
		case "1-unbounded", "-unbounded":
			part += "+"
		default:
			return "", fmt.Errorf("%s: a child from %s to %s times, which this program does not know", name, c.attr("minOccurs"), c.attr("maxOccurs"))
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, " "), nil
}

func (s *schema) choice(name string, n *node) (string, error) {
	var parts []string
	for _, c := range n.Children {
		part, err := s.particle(name, c)
		if err != nil {
			return "", err
		}
		if (c.attr("minOccurs") != "" || c.attr("maxOccurs") != "") && c.XMLName.Local != "any" {
			return "", fmt.Errorf("%s has a repeated element in a choice, which this program does not know", name)
		}
		if part != "" {
			parts = append(parts, part)
		}
	}
	many := "+"
	if n.attr("minOccurs") == "0" {
		many = "*"
	}
	if n.attr("maxOccurs") != "unbounded" {
		return "", fmt.Errorf("%s has a choice of one, which this program does not know", name)
	}
	return "(" + strings.Join(parts, " | ") + ")" + many, nil
}

func (s *schema) particle(name string, n *node) (string, error) {
	switch n.XMLName.Local {
	case "annotation":
		return "", nil
	case "any":
		return "#other", nil
	case "element":
	default:
		return "", fmt.Errorf("%s has a %s inside, which this program does not know", name, n.XMLName.Local)
	}
	switch ref, t := n.attr("ref"), n.attr("type"); {
	case ref != "":
		return ref, nil
	case t != "":
		return n.attr("name") + ":" + typeName(t), nil
	}
	return n.attr("name"), s.element(name+"/"+n.attr("name"), n)
}
