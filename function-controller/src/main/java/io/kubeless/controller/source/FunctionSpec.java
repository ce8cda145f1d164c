package io.kubeless.controller.source;

import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.manifest.ResourceFields;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The fields of a Function resource. A field that is not valid is a problem, and is read as its
 * default.
 *
 * @param fields reads fields, and collects the problems
 * @param labels the labels, without those that only the controller sets
 * @param spec the specification
 * @param handler empty if it is absent
 * @param source what {@code function} contains; empty if it is absent
 * @param runtime empty if it is absent
 * @param timeout the maximum duration of a call in seconds
 * @param deps the content of the file with the dependencies; empty if it is absent
 */
record FunctionSpec(
    ResourceFields fields,
    String name,
    Optional<String> namespace,
    SortedMap<String, String> labels,
    SortedMap<String, String> annotations,
    Map<String, Object> spec,
    String handler,
    String source,
    String runtime,
    String timeout,
    String deps) {
  private static final Pattern TIMEOUT = Pattern.compile("[1-9]\\d{0,8}");
  private static final Pattern HANDLER = Pattern.compile("[^.]+[.][^.]+");
  private static final Pattern KEY = Pattern.compile("[-_a-zA-Z0-9]+");
  private static final Pattern NAME = Pattern.compile("[a-z]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final String DEFAULT_TIMEOUT = "180";

  /** Reads a resource. */
  static FunctionSpec read(KubernetesObject resource, List<Problem> problems) {
    ResourceFields fields = new ResourceFields("function/" + resource.name(), problems);
    Map<String, Object> metadata = fields.map(resource.content(), "metadata");
    Map<String, Object> spec = fields.map(resource.content(), "spec");
    SortedMap<String, String> labels = texts(fields, metadata, "metadata.labels");
    labels.keySet().removeAll(Names.RESERVED);
    if (!NAME.matcher(resource.name()).matches()) {
      fields.invalid(
          "metadata.name",
          resource.name(),
          Message.of(
              "it is also the name of a Service, which has at most 63 lowercase letters, digits and"
                  + " -, and begins with a letter; create a Function with such a name"));
    }
    return new FunctionSpec(
        fields,
        resource.name(),
        fields.text(metadata, "metadata.namespace"),
        labels,
        texts(fields, metadata, "metadata.annotations"),
        spec,
        handler(fields, fields.text(spec, "spec.handler").orElse("")),
        fields.text(spec, "spec.function").orElse(""),
        fields.text(spec, "spec.runtime").orElse(""),
        timeout(fields, fields.text(spec, "spec.timeout").orElse(DEFAULT_TIMEOUT)),
        fields.text(spec, "spec.deps").orElse(""));
  }

  private static SortedMap<String, String> texts(
      ResourceFields fields, Map<String, Object> parent, String path) {
    SortedMap<String, String> texts = new TreeMap<>();
    fields.map(parent, path).forEach((key, value) -> texts.put(key, String.valueOf(value)));
    return texts;
  }

  private static String handler(ResourceFields fields, String handler) {
    if (handler.isEmpty()) {
      return "";
    }
    if (!HANDLER.matcher(handler).matches()) {
      fields.invalid(
          "spec.handler",
          handler,
          Message.of(
              "it has not exactly one dot, between the file or class and the function, as in"
                  + " hello.handler; the dots of a package are underscores, as in"
                  + " com_acme_Hello.handle"));
      return "";
    }
    if (!KEY.matcher(handler.substring(0, handler.indexOf('.'))).matches()) {
      fields.invalid(
          "spec.handler",
          handler,
          Message.of(
              "the part before the dot is the name of a file, which consists of letters, digits,"
                  + " - and _"));
      return "";
    }
    return handler;
  }

  private static String timeout(ResourceFields fields, String timeout) {
    if (!TIMEOUT.matcher(timeout).matches()) {
      fields.invalid("spec.timeout", timeout, Message.of("it is not a number of seconds from 1"));
      return DEFAULT_TIMEOUT;
    }
    return timeout;
  }

  /** Returns the part of the handler before the dot, which is the name of a file or class. */
  String module() {
    return handler.isEmpty() ? "" : handler.substring(0, handler.indexOf('.'));
  }

  /** Returns the part of the handler after the dot. */
  String method() {
    return handler.isEmpty() ? "" : handler.substring(handler.indexOf('.') + 1);
  }

  /** Returns the labels of the function's objects, and with them of its pods. */
  SortedMap<String, String> objectLabels() {
    SortedMap<String, String> all = new TreeMap<>(labels);
    all.putAll(Names.labels(name));
    all.put(Names.MANAGED_BY, "kubeless-function-controller");
    return all;
  }

  /**
   * Returns the annotations without those in which programs keep their own state. Pods have them,
   * too, so a changed one starts a rollout.
   */
  SortedMap<String, String> ownAnnotations() {
    SortedMap<String, String> own = new TreeMap<>(annotations);
    own.keySet()
        .removeIf(
            each ->
                each.startsWith("kubectl.kubernetes.io/")
                    || each.startsWith("deployment.kubernetes.io/")
                    || each.startsWith(Names.DOMAIN + "/")
                    || each.startsWith("meta.helm.sh/")
                    || each.equals(Names.CHANGE_CAUSE));
    return own;
  }
}
