package schedules

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"
)

var write = flag.Bool("write", false, "write the golden files")

func TestDaylightSaving(t *testing.T) {
	var text strings.Builder
	for _, change := range []struct{ zone, from, to string }{
		{"Europe/Berlin", "2026-03-28T00:00:00+01:00", "2026-03-30T23:00:00+02:00"},
		{"Europe/Berlin", "2026-10-24T00:00:00+02:00", "2026-10-26T23:00:00+01:00"},
		{"Africa/Cairo", "2026-04-23T12:00:00+02:00", "2026-04-25T12:00:00+03:00"},
		{"Africa/Cairo", "2026-10-29T12:00:00+03:00", "2026-10-31T12:00:00+02:00"},
	} {
		schedules := []string{"30 1 * * *", "0 2 * * *", "30 2 * * *", "59 2 * * *", "0 3 * * *", "30 2 * * 0", "0 */6 * * *"}
		if change.zone == "Africa/Cairo" {
			schedules = []string{"@daily", "30 0 * * *", "30 23 * * *", "0 1 * * *"}
		}
		for _, schedule := range schedules {
			runs(t, &text, Trigger{Schedule: schedule, Zone: change.zone, Policy: batchv1.ForbidConcurrent, Deadline: time.Minute}, change.from, change.to)
		}
	}
	for _, night := range [][2]string{{"2026-03-29T00:50:00+01:00", "2026-03-29T04:10:00+02:00"}, {"2026-10-25T00:50:00+02:00", "2026-10-25T04:10:00+01:00"}} {
		runs(t, &text, Trigger{Schedule: "*/30 * * * *", Zone: "Europe/Berlin", Policy: batchv1.ForbidConcurrent, Deadline: time.Minute}, night[0], night[1])
	}
	compare(t, "daylight-saving.txt", text.String())
}

func TestConcurrency(t *testing.T) {
	var text strings.Builder
	for _, policy := range []batchv1.ConcurrencyPolicy{batchv1.ForbidConcurrent, batchv1.AllowConcurrent, batchv1.ReplaceConcurrent} {
		runs(t, &text, Trigger{Schedule: "*/5 * * * *", Zone: "Europe/Berlin", Policy: policy, Deadline: time.Minute, Takes: 7 * time.Minute}, "2026-06-01T11:58:00+02:00", "2026-06-01T12:21:00+02:00")
	}
	// A run that ends within the deadline of the next one, which then starts late.
	runs(t, &text, Trigger{Schedule: "*/5 * * * *", Zone: "Europe/Berlin", Policy: batchv1.ForbidConcurrent, Deadline: time.Minute, Takes: 5*time.Minute + 30*time.Second}, "2026-06-01T11:58:00+02:00", "2026-06-01T12:16:00+02:00")
	compare(t, "concurrency.txt", text.String())
}

func TestStartingDeadline(t *testing.T) {
	var text strings.Builder
	day, night := "2026-06-01T11:58:30+02:00", "2026-06-02T00:00:00+02:00"
	for _, each := range []struct {
		schedule string
		deadline time.Duration
		back     string
	}{
		{"0 12 * * *", time.Minute, "2026-06-01T12:00:50+02:00"},
		{"0 12 * * *", time.Minute, "2026-06-01T12:01:10+02:00"},
		{"0 12 * * *", 3 * time.Hour, "2026-06-01T14:30:00+02:00"},
		{"0 * * * *", 3 * time.Hour, "2026-06-01T14:30:00+02:00"},
		{"*/5 * * * *", 24 * time.Hour, "2026-06-01T22:21:00+02:00"},
		{"*/5 * * * *", 8 * time.Hour, "2026-06-01T22:21:00+02:00"},
		{"*/5 * * * *", 0, "2026-06-01T22:21:00+02:00"},
	} {
		from, back := moment(t, day), moment(t, each.back)
		to := each.back
		if each.schedule == "0 12 * * *" {
			to = night
		}
		runs(t, &text, Trigger{Schedule: each.schedule, Zone: "Europe/Berlin", Policy: batchv1.ForbidConcurrent, Deadline: each.deadline, Away: [2]time.Time{from.Add(time.Second), back}}, day, to)
	}
	compare(t, "starting-deadline.txt", text.String())
}

func TestEvery(t *testing.T) {
	var text strings.Builder
	for _, deadline := range []time.Duration{time.Minute, 6*time.Hour - time.Second, 6 * time.Hour, 6*time.Hour + time.Minute} {
		runs(t, &text, Trigger{Schedule: "@every 6h", Zone: "Europe/Berlin", Policy: batchv1.ForbidConcurrent, Deadline: deadline}, "2026-03-28T12:10:20+01:00", "2026-03-29T12:30:00+02:00")
	}
	runs(t, &text, Trigger{Schedule: "@every 59s", Zone: "Europe/Berlin", Policy: batchv1.ForbidConcurrent, Deadline: time.Minute}, "2026-06-01T12:10:20+02:00", "2026-06-01T12:15:00+02:00")
	compare(t, "every.txt", text.String())
}

func moment(t *testing.T, text string) time.Time {
	moment, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return moment
}

func runs(t *testing.T, text *strings.Builder, trigger Trigger, from, to string) {
	lines, err := trigger.Runs(moment(t, from), moment(t, to))
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(text, "%s %s %s", trigger.Schedule, trigger.Zone, trigger.Policy)
	if trigger.Deadline > 0 {
		fmt.Fprintf(text, " startingDeadline %s", trigger.Deadline)
	}
	if trigger.Takes > 0 {
		fmt.Fprintf(text, ", each run takes %s", trigger.Takes)
	}
	if !trigger.Away[1].IsZero() {
		fmt.Fprintf(text, ", no controller from %s to %s", from, trigger.Away[1].Format(time.RFC3339))
	}
	fmt.Fprintf(text, "\n")
	for _, line := range lines {
		fmt.Fprintf(text, "  %s\n", line)
	}
	fmt.Fprintln(text)
}

func compare(t *testing.T, file, text string) {
	if *write {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	golden, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(golden) != text {
		t.Errorf("%s differs; got:\n%s", file, text)
	}
}
