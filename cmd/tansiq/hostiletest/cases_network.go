package hostiletest

import (
	"strings"
	"time"

	"github.com/tansiq/tansiq/importers/fetch"
	"github.com/tansiq/tansiq/registry/safehttp"
)

const header = "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"

// waits are servers that take their time, or never end.
func waits() []Case {
	good := sends(string(Good("iati", 0)))
	short := 50 * time.Millisecond
	return []Case{
		{Name: "silent", Format: "iati", Serve: silent(""), Net: safehttp.Options{HeaderTimeout: short}, Limits: quick, Tries: maxTries,
			State: failed, Reason: "did not answer in time"},
		{Name: "silent in the middle", Format: "iati", Serve: silent(iatiStart), Net: safehttp.Options{IdleTimeout: short}, Limits: quick,
			Tries: maxTries, State: failed, Reason: "stopped sending"},
		{Name: "a byte now and then", Format: "iati", Serve: drips(iatiStart), Net: safehttp.Options{MinRate: 1 << 20, RateWindow: short}, Limits: quick,
			Tries: maxTries, State: failed, Reason: "bytes a second"},
		{Name: "never at an end", Format: "iati", Serve: drips(iatiStart), Net: safehttp.Options{TotalTimeout: time.Second, MinRate: 1},
			State: failed, Reason: "was still sending"},
		{Name: "endless", Format: "iati", Serve: endless(iatiStart, activity(0, "again")), Net: safehttp.Options{MaxBody: 1 << 20},
			State: failed, Reason: "sends more than 1048576 bytes"},
		{Name: "large by its own word", Format: "iati", Serve: announcing(1<<42, iatiStart), State: failed, Reason: "sends more than"},
		{Name: "endless when unpacked", Format: "iati", Serve: sends(gzipped(strings.Repeat(activity(0, "again"), 10_000))),
			Limits: fetch.Limits{Unpacked: 1 << 20, Ratio: 1000}, State: failed, Reason: "larger than 1048576 bytes"},
		{Name: "a connection that closes", Format: "iati", Serve: raw(""), Limits: quick, Tries: maxTries, State: failed, Reason: "connection broke"},
		{Name: "not HTTP", Format: "iati", Serve: raw("220 mail.example.org ESMTP\r\n"), Limits: quick, Tries: maxTries, State: failed, Reason: "not valid HTTP"},
		{Name: "an endless header", Format: "iati", Serve: raw(header + "X: " + strings.Repeat("x", 1<<20)), Limits: quick, Tries: maxTries, State: failed,
			Reason: "not valid HTTP"},
		{Name: "a body that breaks off", Format: "iati", Serve: announcing(100_000, string(Good("iati", 0))), Limits: quick, Tries: maxTries,
			State: failed, Reason: "connection broke"},
		{Name: "a chunk that breaks off", Format: "iati", Serve: raw(header + "Transfer-Encoding: chunked\r\n\r\n5\r\n<?xml\r\n"), Limits: quick, Tries: maxTries,
			State: failed, Reason: "connection broke"},
		{Name: "a body that breaks off once", Format: "iati", Serve: inTurn(announcing(100_000, iatiStart), good), Limits: quick, Tries: 2, State: unmodified},
	}
}

// packings are gzip and ZIP files.
func packings() []Case {
	good := string(Good("iati", 0))
	damaged := []byte(gzipped(good))
	damaged[len(damaged)/2] ^= 0xff
	sheet := string(Good("hxl", 0))
	zip := zipped("sheet.csv", sheet)
	return []Case{
		{Name: "gzip of which nothing was said", Format: "iati", Serve: sends(gzipped(good)), State: unmodified},
		{Name: "gzip that is cut off", Format: "iati", Serve: sends(gzipped(good)[:200]), State: failed, Reason: "gzip file is cut off"},
		{Name: "gzip that is damaged", Format: "iati", Serve: sends(string(damaged)), State: failed, Reason: "gzip file is damaged"},
		{Name: "gzip three times over", Format: "iati", Serve: sends(gzipped(gzipped(gzipped(good)))), State: failed, Reason: "gzip more than 2 times"},
		{Name: "a gzip bomb", Format: "iati", Serve: endless("", gzipped(strings.Repeat("\x00", 1<<20))), State: failed, Reason: "more than 100 times its size"},
		{Name: "a bomb within gzip", Format: "iati", Serve: sends(gzipped(strings.Repeat(gzipped(strings.Repeat(" ", 8<<20)), 8))), State: failed,
			Reason: "more than 100 times its size"},
		{Name: "another packing", Format: "iati", Serve: status(200, "Content-Encoding", "br"), State: failed, Reason: "not asked for"},
		{Name: "a ZIP file", Format: "hxl", Serve: sends(zip), State: done, Counts: all},
		{Name: "a ZIP file that is cut off", Format: "hxl", Serve: sends(zip[:len(zip)-30]), State: failed, Reason: "damaged or truncated"},
		{Name: "a ZIP bomb", Format: "hxl", Serve: sends(zipped("sheet.csv", sheet+strings.Repeat("H-7,"+strings.Repeat("x", 1<<19)+",Norad,Helping Hands,ML,Ansongo\n", 40))), State: failed, Reason: "unpacks to more than is allowed"},
		{Name: "a ZIP file in a ZIP file", Format: "hxl", Serve: sends(zipped("inner.zip", zip)), State: failed, Reason: "ZIP file within a ZIP file"},
		{Name: "a ZIP file of two files", Format: "hxl", Serve: sends(zipped("a.csv", sheet, "b.csv", sheet)), State: failed, Reason: "several files"},
		{Name: "a ZIP file that leads out of its folder", Format: "hxl", Serve: sends(zipped("../../../../tmp/sheet.csv", sheet)), State: done, Counts: all},
		{Name: "a ZIP file for a table", Format: "table", Serve: sends(zipped("sheet.csv", "title\r\na")), State: failed, Reason: "not an Excel workbook"},
		{Name: "a workbook with more rows than there are", Format: "table", State: failed, Reason: "more than 1048576 rows",
			Serve: sends(zipped("[Content_Types].xml", "<Types/>", "_rels/.rels", workbookRelations, "xl/workbook.xml", workbook,
				"xl/_rels/workbook.xml.rels", sheetRelations, "xl/worksheets/sheet1.xml", "<worksheet><sheetData>"+strings.Repeat("<row/>", 2<<20)))},
	}
}

const (
	relations         = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
	workbookRelations = relations + `officeDocument" Target="xl/workbook.xml"/></Relationships>`
	sheetRelations    = relations + `worksheet" Target="worksheets/sheet1.xml"/></Relationships>`
	workbook          = `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>`
)
