// Package schedules runs the CronJob controller of Kubernetes, unchanged, with a clock of its own, and records which Jobs it creates.
package schedules

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"time"
	"unsafe"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/client-go/testing"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/record"
	"k8s.io/kubernetes/pkg/controller/cronjob"
)

const name = "hello-cron"

// Trigger is a CronJob, and what happens to it.
type Trigger struct {
	Schedule string
	Zone     string
	Policy   batchv1.ConcurrencyPolicy
	Deadline time.Duration // none if 0
	Takes    time.Duration // the duration of each Job, a second if 0
	Away     [2]time.Time  // the controller does not run in between
}

// The controller's own step for one CronJob, which Kubernetes does not export.
//
//go:linkname sync k8s.io/kubernetes/pkg/controller/cronjob.(*ControllerV2).sync
func sync(controller *cronjob.ControllerV2, ctx context.Context, key string) (*time.Duration, error)

// Runs returns a line for each Job that is created, replaced or ended, and for each warning.
func (t Trigger) Runs(from, to time.Time) ([]string, error) {
	zone, err := time.LoadLocation(t.Zone)
	if err != nil {
		return nil, err
	}
	now := from
	var lines []string
	line := func(format string, arguments ...any) {
		lines = append(lines, now.In(zone).Format("Mon 02 Jan 15:04:05 MST  ")+fmt.Sprintf(format, arguments...))
	}
	ctx := context.Background()
	client := fake.NewClientset(t.cronJob(from))
	client.PrependReactor("create", "jobs", func(action testing.Action) (bool, runtime.Object, error) {
		job := action.(testing.CreateAction).GetObject().(*batchv1.Job)
		job.UID = types.UID(job.Name)
		job.CreationTimestamp = metav1.NewTime(now)
		line("%s is created for %s", job.Name, job.Annotations[batchv1.CronJobScheduledTimestampAnnotation])
		return false, nil, nil
	})
	client.PrependReactor("delete", "jobs", func(action testing.Action) (bool, runtime.Object, error) {
		line("%s is deleted", action.(testing.DeleteAction).GetName())
		return false, nil, nil
	})
	factory := informers.NewSharedInformerFactory(client, 0)
	cronJobs := factory.Batch().V1().CronJobs()
	jobs := factory.Batch().V1().Jobs()
	controller, err := cronjob.NewControllerV2(ctx, jobs, cronJobs, client)
	if err != nil {
		return nil, err
	}
	recorder := record.NewFakeRecorder(10)
	set(controller, "now", func() time.Time { return now })
	set[record.EventRecorder](controller, "recorder", recorder)
	for next := from; !now.After(to); {
		if now.Before(t.Away[0]) || !now.Before(t.Away[1]) {
			list, err := client.BatchV1().CronJobs("default").List(ctx, metav1.ListOptions{})
			if err != nil {
				return nil, err
			}
			refresh(cronJobs.Informer().GetIndexer(), list.Items)
			running, err := t.finish(ctx, client, now, line)
			if err != nil {
				return nil, err
			}
			refresh(jobs.Informer().GetIndexer(), running)
			wait, err := sync(controller, ctx, "default/"+name)
			if err != nil || wait == nil {
				return lines, err
			}
			next = now.Add(*wait)
		} else {
			next = t.Away[1]
		}
		for len(recorder.Events) > 0 {
			if event := <-recorder.Events; strings.HasPrefix(event, corev1.EventTypeWarning) || strings.Contains(event, "JobAlreadyActive") {
				line("%s", event)
			}
		}
		if now, err = t.next(ctx, client, now, next); err != nil {
			return nil, err
		}
	}
	return lines, nil
}

func (t Trigger) cronJob(created time.Time) *batchv1.CronJob {
	cronJob := &batchv1.CronJob{
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: "default", UID: "cron", CreationTimestamp: metav1.NewTime(created)},
		Spec:       batchv1.CronJobSpec{Schedule: t.Schedule, ConcurrencyPolicy: t.Policy},
	}
	if t.Zone != "" {
		cronJob.Spec.TimeZone = &t.Zone
	}
	if t.Deadline > 0 {
		seconds := int64(t.Deadline.Seconds())
		cronJob.Spec.StartingDeadlineSeconds = &seconds
	}
	return cronJob
}

func (t Trigger) ends(job batchv1.Job) time.Time {
	return job.CreationTimestamp.Add(max(t.Takes, time.Second))
}

// finish ends the Jobs whose time has come, and returns all of them.
func (t Trigger) finish(ctx context.Context, client *fake.Clientset, now time.Time, line func(string, ...any)) ([]batchv1.Job, error) {
	list, err := client.BatchV1().Jobs("default").List(ctx, metav1.ListOptions{})
	if err != nil {
		return nil, err
	}
	for i := range list.Items {
		job := &list.Items[i]
		if len(job.Status.Conditions) == 0 && !now.Before(t.ends(*job)) {
			if t.Takes > 0 {
				line("%s ends", job.Name)
			}
			end := metav1.NewTime(now)
			job.Status.CompletionTime = &end
			job.Status.Conditions = []batchv1.JobCondition{{Type: batchv1.JobComplete, Status: corev1.ConditionTrue}}
			if _, err := client.BatchV1().Jobs("default").UpdateStatus(ctx, job, metav1.UpdateOptions{}); err != nil {
				return nil, err
			}
		}
	}
	return list.Items, nil
}

// next returns when the controller looks at the CronJob again: at the time that it chose, or when a Job ends.
func (t Trigger) next(ctx context.Context, client *fake.Clientset, now, chosen time.Time) (time.Time, error) {
	list, err := client.BatchV1().Jobs("default").List(ctx, metav1.ListOptions{})
	if err != nil {
		return now, err
	}
	for _, job := range list.Items {
		if end := t.ends(job); len(job.Status.Conditions) == 0 && end.After(now) && end.Before(chosen) {
			chosen = end
		}
	}
	return chosen, nil
}

func refresh[T any](indexer cache.Indexer, items []T) {
	objects := make([]any, len(items))
	for i := range items {
		objects[i] = &items[i]
	}
	if err := indexer.Replace(objects, ""); err != nil {
		panic(err) // an index function of the controller failed
	}
}

func set[T any](controller *cronjob.ControllerV2, field string, value T) {
	found := reflect.ValueOf(controller).Elem().FieldByName(field)
	reflect.NewAt(found.Type(), unsafe.Pointer(found.UnsafeAddr())).Elem().Set(reflect.ValueOf(value))
}
