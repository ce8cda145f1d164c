package io.kubeless.controller;

import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;

/**
 * Records Events, which {@code kubectl describe} shows. The same reason with the same message is
 * one Event that is counted.
 *
 * @param instance the name of this replica
 * @see <a
 *     href="https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/">Event</a>
 */
record FunctionEvents(KubernetesClient client, String instance) {
  private static final System.Logger LOG = System.getLogger("events");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final int LONGEST_NOTE = 1024; // bytes

  /** Records that the reason of a Function has changed. A failure is logged only. */
  void changed(KubelessFunction function, FunctionStatus status) {
    Event event = event(function, status, Instant.now());
    try {
      record(event);
    } catch (KubernetesClientException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The event {0} of {1} was not recorded: {2}",
          status.reason(),
          function.getMetadata().getName(),
          e.getMessage());
    }
  }

  private void record(Event event) {
    try {
      client.resource(event).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != 409) {
        throw e;
      }
      client
          .resource(event)
          .edit(
              former ->
                  new EventBuilder(former)
                      .withNewSeries()
                      .withCount(former.getSeries() == null ? 2 : former.getSeries().getCount() + 1)
                      .withLastObservedTime(event.getEventTime())
                      .endSeries()
                      .build());
    }
  }

  private Event event(KubelessFunction function, FunctionStatus status, Instant now) {
    String uid = function.getMetadata().getUid();
    String content = uid + status.reason() + status.message();
    String message = status.message().isEmpty() ? status.reason() : status.message();
    return new EventBuilder()
        .withNewMetadata()
        .withName(
            function.getMetadata().getName()
                + "."
                + UUID.nameUUIDFromBytes(content.getBytes(StandardCharsets.UTF_8)))
        .withNamespace(function.getMetadata().getNamespace())
        .endMetadata()
        .withRegarding(
            new ObjectReferenceBuilder()
                .withApiVersion(function.getApiVersion())
                .withKind(function.getKind())
                .withName(function.getMetadata().getName())
                .withNamespace(function.getMetadata().getNamespace())
                .withUid(uid)
                .build())
        .withType(status.ready().equals("True") ? "Normal" : "Warning")
        .withReason(status.reason())
        .withAction("Reconcile")
        .withNote(shortened(message))
        .withEventTime(new MicroTime(TIME.format(now)))
        .withReportingController(OwnedObjects.MANAGER)
        .withReportingInstance(instance)
        .build();
  }

  private static String shortened(String text) {
    int end = Math.min(text.length(), LONGEST_NOTE);
    while (text.substring(0, end).getBytes(StandardCharsets.UTF_8).length > LONGEST_NOTE) {
      end--;
    }
    return text.substring(0, end);
  }
}
