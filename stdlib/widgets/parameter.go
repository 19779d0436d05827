package widgets

import (
	"fmt"
	"reflect"
	"strconv"
)

// A NamedControl is what stands for a control in Interact, with a name before it.
type NamedControl struct {
	name string
	from any
}

// Named puts a name before what stands for a control in Interact.
func Named(name string, control any) NamedControl { return NamedControl{name, control} }

// A parameter is one of a function's, with the control that holds its value.
type parameter struct {
	widget Widget
	value  func() reflect.Value
}

// newParameter finds the control for a parameter of type t; from stands for it, or is nil where
// the type is to choose.
func newParameter(from any, t reflect.Type, name string) (parameter, error) {
	if n, ok := from.(NamedControl); ok {
		from, name = n.from, n.name
	}
	if from == nil {
		from = standard(t)
		if from == nil {
			return parameter{}, fmt.Errorf("no control is made by itself for a parameter of type %s: give one", t)
		}
	}
	w, value := controlFor(from, name)
	if w == nil {
		return parameter{}, fmt.Errorf("a %T is no control; see the documentation of Interact for what is", from)
	}
	if w.base().fault != nil {
		return parameter{}, w.base().fault
	}
	holds := reflect.TypeOf(value())
	if !fits(holds, t) {
		return parameter{}, fmt.Errorf("its control holds %s, and the function's parameter is %s", named(holds), named(t))
	}
	return parameter{w, func() reflect.Value { return reflect.ValueOf(value()).Convert(t) }}, nil
}

// fits tells whether a control's value becomes a parameter without loss.
func fits(holds, t reflect.Type) bool {
	if holds.AssignableTo(t) || holds.Kind() == t.Kind() && holds.ConvertibleTo(t) {
		return true
	}
	whole := t.Kind() >= reflect.Int && t.Kind() <= reflect.Int64
	real := t.Kind() == reflect.Float32 || t.Kind() == reflect.Float64
	switch holds.Kind() {
	case reflect.Int:
		return whole || real
	case reflect.Float64:
		return real
	}
	return false
}

// named words a type for a person.
func named(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Int:
		return "an int"
	case reflect.Interface:
		return "an interface"
	}
	return "a " + t.String()
}

// standard gives what stands for a control where nothing but the parameter's type is known.
func standard(t reflect.Type) any {
	switch t.Kind() {
	case reflect.Bool:
		return false
	case reflect.String:
		return ""
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return [2]int{0, 100}
	case reflect.Float32, reflect.Float64:
		return [2]float64{0, 1}
	}
	return nil
}

// controlFor gives the control that from stands for, or nil.
func controlFor(from any, name string) (Widget, func() any) {
	switch c := from.(type) {
	case IntSlider:
		c.Description = or(c.Description, name)
		from = c.New()
	case FloatSlider:
		c.Description = or(c.Description, name)
		from = c.New()
	case IntRangeSlider:
		c.Description = or(c.Description, name)
		from = c.New()
	case FloatRangeSlider:
		c.Description = or(c.Description, name)
		from = c.New()
	case IntText:
		c.Description = or(c.Description, name)
		from = c.New()
	case FloatText:
		c.Description = or(c.Description, name)
		from = c.New()
	case Text:
		c.Description = or(c.Description, name)
		from = c.New()
	case Dropdown:
		c.Description = or(c.Description, name)
		from = c.New()
	case Checkbox:
		c.Description = or(c.Description, name)
		from = c.New()
	case bool:
		from = Checkbox{Value: c, Description: name}.New()
	case string:
		from = Text{Value: c, Description: name}.New()
	case int:
		from = IntSlider{Min: min(0, 2*c), Max: max(0, 2*c), Value: c, Description: name}.New()
	case float64:
		from = FloatSlider{Min: min(0, 2*c), Max: max(0, 2*c), Value: c, Description: name}.New()
	case [2]int:
		from = IntSlider{Min: c[0], Max: c[1], Value: c[0], Description: name}.New()
	case [3]int:
		from = IntSlider{Min: c[0], Max: c[1], Step: c[2], Value: c[0], Description: name}.New()
	case [2]float64:
		from = FloatSlider{Min: c[0], Max: c[1], Value: c[0], Description: name}.New()
	case [3]float64:
		from = FloatSlider{Min: c[0], Max: c[1], Step: c[2], Value: c[0], Description: name}.New()
	case []string:
		from = Dropdown{Options: c, Description: name}.New()
	case []int:
		return choice(c, name, strconv.Itoa)
	case []float64:
		return choice(c, name, func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) })
	}
	switch c := from.(type) {
	case *IntControl:
		return c, func() any { return c.Value() }
	case *FloatControl:
		return c, func() any { return c.Value() }
	case *IntRangeControl:
		return c, func() any { return c.get() }
	case *FloatRangeControl:
		return c, func() any { return c.get() }
	case *BoolControl:
		return c, func() any { return c.Value() }
	case *TextControl:
		return c, func() any { return c.Value() }
	case *ChoiceControl:
		return c, func() any { return c.Value() }
	}
	return nil, nil
}

// choice gives a list of numbers to choose from.
func choice[T any](values []T, name string, text func(T) string) (Widget, func() any) {
	options := make([]string, len(values))
	for i, v := range values {
		options[i] = text(v)
	}
	c := Dropdown{Options: options, Description: name}.New()
	return c, func() any {
		var none T
		if c.Index() < len(values) {
			return values[c.Index()]
		}
		return none
	}
}

func or(s, standard string) string {
	if s == "" {
		return standard
	}
	return s
}
