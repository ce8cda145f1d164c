package io.kubeless.packaging.model;

import java.util.Optional;

/** What calls a function. */
public sealed interface Trigger {

  /**
   * Requests from outside the cluster.
   *
   * @param host a DNS name; absent for every host
   * @param path a prefix that begins with a slash
   * @param tlsSecret name of the Secret with the certificate
   * @param ingressClass name of the IngressClass; absent for the cluster's default
   */
  record Http(
      Optional<String> host, String path, Optional<String> tlsSecret, Optional<String> ingressClass)
      implements Trigger {}

  /**
   * A schedule.
   *
   * @param schedule the five fields of a Kubernetes CronJob, or a name such as {@code @daily}
   * @param timeZone a name such as {@code Europe/Berlin}; absent for the controller's, mostly UTC
   * @param payload body of the event; absent for none
   */
  record CronJob(String schedule, Optional<String> timeZone, Optional<String> payload)
      implements Trigger {}
}
