package io.kubeless.packaging.config;

import java.util.regex.Pattern;

/**
 * The syntax of names in Kubernetes.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/overview/working-with-objects/names/">Object
 *     names</a>
 */
final class DnsNames {
  private static final String PART = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final String PARTS = PART + "(\\." + PART + ")*";

  /** The name of a namespace: at most 63 lower-case letters, digits and dashes (RFC 1123). */
  static final Pattern LABEL = Pattern.compile("(?=.{1,63}$)" + PART);

  /** The name of a Service: a label that begins with a letter (RFC 1035). */
  static final Pattern SERVICE = Pattern.compile("(?=.{1,63}$)(?=[a-z])" + PART);

  /** The name of most other objects: labels separated by dots, with at most 253 characters. */
  static final Pattern SUBDOMAIN = Pattern.compile("(?=.{1,253}$)" + PARTS);

  /** The name of a trigger: labels separated by dots, with at most 63 characters. */
  static final Pattern SHORT_SUBDOMAIN = Pattern.compile("(?=.{1,63}$)" + PARTS);

  /**
   * The host of a request: a subdomain, or a wildcard for all of its subdomains, but not an
   * address.
   */
  static final Pattern HOST =
      Pattern.compile("(?=.{1,253}$)(?!(\\d{1,3}\\.){3}\\d{1,3}$)(\\*\\.)?" + PARTS);

  private DnsNames() {}
}
