package io.kubeless.maven;

import io.kubeless.packaging.image.JavaRuntimeEntry;
import io.kubeless.packaging.manifest.Installation;
import io.kubeless.packaging.model.RuntimePart;
import io.kubeless.runtime.RuntimeContract;
import java.util.List;

/** The programs of an installation, each of which has an image. */
enum InstalledProgram {
  CONTROLLER(
      Installation.NAME, Installation.MAIN_CLASS, Installation.MAIN_CLASS, List.of(), List.of()),
  /** A function that sends events to functions whose images have no source of events. */
  FORWARDER(
      "kubeless-function-forwarder",
      RuntimeContract.MAIN_CLASS,
      "io.kubeless.forwarder.Forwarder",
      List.of(RuntimePart.KAFKA.artifactId(), RuntimePart.NATS.artifactId()),
      List.of()),
  /** The runtime of inline source in Java. */
  JAVA_RUNTIME(
      "kubeless-java-runtime",
      JavaRuntimeEntry.MAIN_CLASS,
      JavaRuntimeEntry.MAIN_CLASS,
      List.of(),
      JavaRuntimeEntry.MODULES);

  private final String artifactId;
  private final String main;
  private final String handler;

  @SuppressWarnings("ImmutableEnumChecker") // created with List.of
  private final List<String> more;

  @SuppressWarnings("ImmutableEnumChecker") // created with List.of
  private final List<String> modules;

  InstalledProgram(
      String artifactId, String main, String handler, List<String> more, List<String> modules) {
    this.artifactId = artifactId;
    this.main = main;
    this.handler = handler;
    this.more = more;
    this.modules = modules;
  }

  /** Returns the artifact, which also names the image. */
  String artifactId() {
    return artifactId;
  }

  /** Returns the class that the image starts. */
  String main() {
    return main;
  }

  /** Returns the class that handles events, or the main class of a program that handles none. */
  String handler() {
    return handler;
  }

  /** Returns further artifacts in the image. */
  List<String> more() {
    return more;
  }

  /** Returns modules of the JDK in addition to those that the class path requires. */
  List<String> modules() {
    return modules;
  }
}
