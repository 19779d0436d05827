// Package widgets puts sliders, buttons and other controls below a cell. They live in JupyterLab
// and other front ends that draw Jupyter's widgets; elsewhere their state is shown as text.
//
//	lag := widgets.IntSlider{Min: 1, Max: 100, Value: 10, Description: "lag"}.New()
//	lag.OnChange(func(v int) { fmt.Println("the lag is", v) })
//	lag
//
// A settings struct describes a control, New makes it, and naming it at the end of a cell (or
// giving it to display.Show) puts it there. Value gives what it holds, Set changes it, in the
// notebook too.
//
// Most notebooks need only Interact, which makes the controls that a function needs and calls
// it anew when one of them moves:
//
//	widgets.Interact(func(lag int) any { return picture(lag) }, lag)
//
// Functions given to OnChange and OnClick are called one at a time, while cells run too, so that
// they need no locks among themselves. Where one takes longer than changes come, the changes
// between are passed over: it is called once more with what holds then. What such a function
// prints and shows appears below the cell in which its control was first shown, and the variables
// that it sets are there in later cells.
//
// A cell that is run again makes its widgets anew. The old ones stay, since a page may still show
// them: some kilobytes each, until Close or the end of the session.
package widgets
