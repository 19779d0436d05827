// Package nbformat reads and writes Jupyter notebooks, nbformat 4.0 to 4.5.
//
// A notebook is held as the JSON text that it was read from. What a program does not
// change is written back byte for byte: unknown fields, the order of keys, indentation,
// the spelling of numbers and escapes, strings kept whole or as lists of lines. What is
// changed or added is written in the style of the file around it; a new notebook is
// written as Jupyter writes one: an indent of one space, keys sorted, non-ASCII
// characters as they are, strings of several lines as lists, a newline at the end.
//
// The format: https://nbformat.readthedocs.io/en/latest/format_description.html
package nbformat
