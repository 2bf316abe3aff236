package jsonstream

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
)

// Node is a part of a Value with its path in it. What is not of the kind that is asked for is told to the complaint and
// then as if it were not there.
type Node struct {
	Path     string // "recipientOrganization/0/name"
	data     any
	complain func(path, reason string)
}

// NewNode is the node of a whole value.
func NewNode(data any, complain func(path, reason string)) Node {
	return Node{data: data, complain: complain}
}

// Exists says whether there is something: an absent key and null are nothing.
func (n Node) Exists() bool { return n.data != nil }

// Get gives the part under a key of an object.
func (n Node) Get(key string) Node {
	part := Node{Path: n.at(key), complain: n.complain}
	switch object := n.data.(type) {
	case nil:
	case map[string]any:
		part.data = object[key]
	default:
		// Said by whoever asked for an object; once for each of its parts would be too often.
	}
	return part
}

func (n Node) at(key string) string {
	if n.Path == "" {
		return key
	}
	return n.Path + "/" + key
}

// Items gives the elements of an array. An object where an array is due is one element: publishers leave the brackets out.
func (n Node) Items() []Node {
	switch data := n.data.(type) {
	case nil:
	case []any:
		items := make([]Node, 0, len(data))
		for i, d := range data {
			items = append(items, Node{Path: n.at(strconv.Itoa(i)), data: d, complain: n.complain})
		}
		return items
	case map[string]any:
		return []Node{n}
	default:
		n.complain(n.Path, "not a list")
	}
	return nil
}

// Objects gives the elements of an array of objects.
func (n Node) Objects() []Node {
	var objects []Node
	for _, item := range n.Items() {
		switch item.data.(type) {
		case nil:
		case map[string]any:
			objects = append(objects, item)
		default:
			n.complain(item.Path, "not an object")
		}
	}
	return objects
}

// Text gives a text without the space around it, or a number as it is written; "" where there is none.
func (n Node) Text() string {
	switch data := n.data.(type) {
	case nil:
	case string:
		return strings.TrimSpace(data)
	case json.Number:
		return data.String()
	default:
		n.complain(n.Path, "not a text")
	}
	return ""
}

// Number gives a number as a plain decimal ("-1234.5"), of a text too that is one; ok is false where there is none.
func (n Node) Number() (decimal string, ok bool) {
	switch data := n.data.(type) {
	case json.Number:
		return n.plain(data.String())
	case string:
		if s := strings.TrimSpace(data); s == "" {
			return "", false
		} else if json.Valid([]byte(s)) && strings.Trim(s, "0123456789.-+eE") == "" {
			return n.plain(s)
		}
		n.complain(n.Path, "not a number (digits, and a point before decimals)")
	case nil:
	default:
		n.complain(n.Path, "not a number")
	}
	return "", false
}

// IsNumber says whether it is a number, and not a text that may be one.
func (n Node) IsNumber() bool {
	_, ok := n.data.(json.Number)
	return ok
}

// plain writes a number without an exponent, which only programs write: they mean a double, whose shortest form it is.
func (n Node) plain(number string) (string, bool) {
	if !strings.ContainsAny(number, "eE") {
		return number, true
	}
	f, err := strconv.ParseFloat(number, 64)
	if err != nil || math.Abs(f) > 1e18 {
		n.complain(n.Path, "a number out of range")
		return "", false
	}
	return strconv.FormatFloat(f, 'f', -1, 64), true
}
