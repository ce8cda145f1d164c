package io.kubeless.maven;

import java.util.ArrayList;
import java.util.List;

/** The properties that goals read themselves; all others under {@code kubeless.} are keys. */
final class GoalProperties {
  static final String SKIP = "kubeless.skip";
  static final String REGISTRY = "kubeless.registry";
  static final String INSECURE = "kubeless.registry.insecure";
  static final String TARGET = "kubeless.target";
  static final String CONTEXT = "kubeless.context";
  static final String OVERLAY = "kubeless.env";
  static final String SOURCES = "kubeless.sources";
  static final String BUILD_TO = "kubeless.build.to";
  static final String OUTPUT = "kubeless.output";
  static final String JAR = "kubeless.image.jar";
  static final String ADOPT = "kubeless.adopt";
  static final String FORCE = "kubeless.force";
  static final String SWITCH_TARGET = "kubeless.switchTarget";
  static final String RESTART = "kubeless.restart";
  static final String WAIT = "kubeless.wait";
  static final String PORT = "kubeless.port";
  static final String SECRETS = "kubeless.secretsDirectory";
  static final String LOCAL = "kubeless.local";
  static final String DATA = "kubeless.data";
  static final String FILE = "kubeless.file";
  static final String PATH = "kubeless.path";
  private static final List<String> GOALS =
      List.of("generate", "build", "push", "validate", "apply", "deploy", "undeploy");

  private GoalProperties() {}

  /** Returns every name, those that skip one goal among them. */
  static List<String> all() {
    List<String> all =
        new ArrayList<>(
            List.of(
                SKIP,
                REGISTRY,
                BUILD_TO,
                INSECURE,
                TARGET,
                CONTEXT,
                OVERLAY,
                SOURCES,
                OUTPUT,
                JAR,
                ADOPT,
                FORCE,
                SWITCH_TARGET,
                RESTART,
                WAIT,
                PORT,
                SECRETS,
                LOCAL,
                DATA,
                FILE,
                PATH));
    GOALS.forEach(goal -> all.add(skip(goal)));
    return all;
  }

  /**
   * Returns the name that skips one goal; {@code deploy-no-fork} is skipped as {@code deploy} is.
   */
  static String skip(String goal) {
    return "kubeless." + goal.replace("-no-fork", "") + ".skip";
  }
}
