// Package report makes the pack for a coordination meeting: what the registry shows for a region, a country, a good practice
// or a donor, as JSON, HTML, XLSX and PDF, in English, French and Arabic.
//
// A Report is plain data that the service gathered for one audience: it holds nothing that this audience may not see, so
// the renderers have nothing to hide. From it a document is made once for a language (document.go, sections.go): sections of
// figures, tables and cards whose words and numbers are those of the language. HTML and PDF draw that document; XLSX takes
// its tables, and lists the flags one a row. What people read before a ruling asks a question ("possible overlap: worth a
// conversation"); it claims nothing.
//
// Whatever a source wrote is inert: html/template escapes it, a spreadsheet's cell holds it as text, and the PDF draws its
// letters. Equal reports render to equal bytes, but for the PDF, in
// which the library writes the time of day.
package report
