package main

import (
	"context"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/tansiq/tansiq/registry/service"
)

// metrics serves what an operator watches: the process, and each feed's health.
func metrics(s *service.Service) http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), feedCollector{s})
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{})
}

// feedCollector reads the feeds' health when it is asked, so that all replicas tell the same.
type feedCollector struct{ service *service.Service }

var (
	feedRecords  = prometheus.NewDesc("tansiq_feed_records", "Records of the feed that its source still publishes.", []string{"feed"}, nil)
	feedLastGood = prometheus.NewDesc("tansiq_feed_last_good_run_timestamp_seconds", "When the last good run ended; 0 for never.", []string{"feed"}, nil)
	feedFailing  = prometheus.NewDesc("tansiq_feed_failing", "1 where the last run failed.", []string{"feed"}, nil)
	feedHeld     = prometheus.NewDesc("tansiq_feed_held", "1 where a run waits for review.", []string{"feed"}, nil)
)

// Describe names the feed metrics.
func (c feedCollector) Describe(descriptions chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{feedRecords, feedLastGood, feedFailing, feedHeld} {
		descriptions <- d
	}
}

// Collect reads them. Where the database does not answer there are none, and /readyz says why.
func (c feedCollector) Collect(metrics chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	feeds, err := c.service.ListFeeds(ctx)
	if err != nil {
		return
	}
	gauge := func(d *prometheus.Desc, value float64, feed string) {
		metrics <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, feed)
	}
	truth := map[bool]float64{true: 1}
	for _, f := range feeds {
		lastGood := 0.0
		if f.LastGood != nil {
			lastGood = float64(f.LastGood.Unix())
		}
		gauge(feedRecords, float64(f.Records), f.Feed.Name)
		gauge(feedLastGood, lastGood, f.Feed.Name)
		gauge(feedFailing, truth[f.Failing], f.Feed.Name)
		gauge(feedHeld, truth[f.Held], f.Feed.Name)
	}
}
