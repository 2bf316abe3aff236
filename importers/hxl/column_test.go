package hxl

import (
	"testing"

	"github.com/tansiq/tansiq/registry"
)

func TestWhatHashtagsMean(t *testing.T) {
	for said, want := range map[string]column{
		"#org":                              {field: orgName, role: registry.RoleImplementing},
		"#ORG + Funder":                     {field: orgName, role: registry.RoleFunding},
		" # org+name+programming ":          {field: orgName, role: registry.RoleExtending},
		"#org+prog+code":                    {field: orgCode, role: registry.RoleExtending},
		"#org+implementing+i_fr":            {field: orgName, role: registry.RoleImplementing, language: "fr"},
		"#org +type":                        {field: orgType, role: registry.RoleImplementing},
		"#org+reporting":                    {},
		"#org+contact":                      {field: personal},
		"#activity":                         {field: activityText},
		"#activity+en+name":                 {field: activityText, language: "en"},
		"#activity+code":                    {field: activityCode},
		"#activity_id":                      {field: activityCode},
		"#activity+id":                      {field: activityID},
		"#activity+project+code":            {field: activityID, level: levelProject},
		"#activity+programme+name":          {field: activityText, level: levelProgramme},
		"#activity+url":                     {field: link},
		"#sector+cluster+i_ar":              {field: sectorName, vocabulary: "99", language: "ar"},
		"#cluster":                          {field: sectorName, vocabulary: "99"},
		"#sector+code+v_dac":                {field: sectorCode, vocabulary: "1"},
		"#country+iso2":                     {field: country},
		"#country/fr":                       {field: country, language: "fr"},
		"#country+origin":                   {},
		"#adm1+name+en":                     {field: placeName, adminLevel: 1, vocabulary: "pcode", language: "en"},
		"#adm2 +code":                       {field: placeCode, adminLevel: 2, vocabulary: "pcode"},
		"#adm3_id":                          {field: placeCode, adminLevel: 3, vocabulary: "pcode"},
		"#adm1+code+v_geonames":             {field: placeCode, adminLevel: 1, vocabulary: "G1"},
		"#adm1+dest":                        {},
		"#loc":                              {field: placeName},
		"#loc+code":                         {},
		"#loc+code+v_salb":                  {field: placeCode, vocabulary: "A2"},
		"#lat_deg":                          {field: latitude},
		"#geo+coord":                        {field: coordinates},
		"#date+start":                       {field: start},
		"#to_date":                          {field: end},
		"#date":                             {field: days},
		"#date+reported":                    {},
		"#report_date":                      {},
		"#status+code":                      {field: status},
		"#beneficiary+type":                 {field: beneficiary},
		"#targeted+f+refugees":              {field: targeted, group: "refugees"},
		"#reached+pct":                      {},
		"#reached_num":                      {field: reached},
		"#value+amount":                     {field: budget},
		"#value+usd":                        {field: budget, currency: "USD"},
		"#value+all":                        {field: budget},
		"#value+currency":                   {field: currency},
		"#value+spend":                      {field: spent},
		"#value+transfer":                   {},
		"#currency":                         {field: currency},
		"#contact+name":                     {field: personal},
		"#name":                             {field: personal},
		"#phone":                            {field: personal},
		"#meta+url":                         {field: link},
		"#meta+author":                      {field: personal},
		"#meta+id":                          {},
		"#x_uniqueid":                       {},
		"#description+fr":                   {field: description, language: "fr"},
		"#activity+description+i_zh-unread": {}, // no hashtag: a hyphen
	} {
		tag, ok := parseHashtag(said)
		got := column{}
		if ok {
			got = columnOf(tag)
		}
		got.name, got.hashtag, got.tag, got.pair = "", "", "", ""
		if want.language == "" && ok {
			want.language = registry.Undetermined
		}
		if got.field == notRead || got.field == personal { // the rest of it says nothing then
			got = column{field: got.field, language: got.language}
		}
		if got != want {
			t.Errorf("%s: %+v, want %+v", said, got, want)
		}
	}
}

func TestTextsThatAreNoHashtags(t *testing.T) {
	for _, s := range []string{"", "org", "#", "#1", "# org impl", "#org+", "#org++impl", "#org-impl", "issue #4", "#org+impl, #sector", "##org", "#org/english"} {
		if h, ok := parseHashtag(s); ok {
			t.Errorf("%q is %v", s, h)
		}
	}
}
