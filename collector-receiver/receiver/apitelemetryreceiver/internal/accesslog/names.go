package accesslog

import "strings"

// Names are those that are understood within one object. Those of nested objects are looked up part by part, so that
// nothing has to be put together.
type Names struct {
	fields map[string]jsonField
	inner  map[string]*Names
	// shapes has a bit for the shape of each name: most names in a record are none, and a look at their shape says so.
	shapes [2]uint64
}

// Field is a member whose value is of use.
type Field struct{ field jsonField }

// Root are the names of a record itself.
var Root = allNames()

// allNames divides the fields and their parents by object.
func allNames() *Names {
	byPrefix := map[string]*Names{"": {}}
	fields, parents := withVendors(jsonFields, vendorFields), withVendors(jsonParents, vendorParents)
	for _, prefix := range parents {
		byPrefix[prefix] = &Names{}
	}
	for prefix, names := range byPrefix {
		names.fields, names.inner = map[string]jsonField{}, map[string]*Names{}
		for name, field := range fields {
			if key, ok := strings.CutPrefix(name, prefix); ok {
				names.fields[key] = field
				names.shapes[0] |= shape(key)
			}
		}
		for name, inner := range parents {
			if key, ok := strings.CutPrefix(name, prefix); ok {
				names.inner[key] = byPrefix[inner]
				names.shapes[1] |= shape(key)
			}
		}
	}
	return byPrefix[""]
}

// shape is one bit that names of the same length, first and last byte share.
func shape(name string) uint64 {
	if name == "" {
		return 1
	}
	return 1 << ((uint(len(name))*7 + uint(name[0])*3 + uint(name[len(name)-1])) & 63)
}

// Field returns the field of a name; false when its value is of no use.
func (n *Names) Field(name string) (Field, bool) {
	if n.shapes[0]&shape(name) == 0 {
		return Field{}, false
	}
	field, known := n.fields[name]
	return Field{field}, known
}

// Inner returns the names within an object of that name; false when none of them is of use.
func (n *Names) Inner(name string) (*Names, bool) {
	if n.shapes[1]&shape(name) == 0 {
		return nil, false
	}
	inner, known := n.inner[name]
	return inner, known
}
