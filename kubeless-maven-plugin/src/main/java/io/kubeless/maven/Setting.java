package io.kubeless.maven;

import io.kubeless.packaging.model.Message;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The settings that goals read themselves. Every other property with the prefix {@code kubeless.}
 * is a key of a function. The {@code @Parameter}s of the goals and {@code docs/goals.md} repeat
 * this list, and a test compares them.
 */
enum Setting {
  /** Whether the goal is skipped. */
  SKIP("kubeless.skip", "skip", Form.FLAG, "false", Goals.ALL, "Skips the goal."),
  /** The registry that images are pushed to. */
  REGISTRY(
      "kubeless.registry",
      "registry",
      Form.TEXT,
      "",
      Goals.PUSHING,
      "Registry and path that images are pushed to, such as `registry.acme.com/team`. If it is unset,"
          + " the environment variable `KUBELESS_REGISTRY` is used, then the registry that a local"
          + " cluster advertises."),
  /** Whether other registries than those on localhost may be insecure. */
  INSECURE(
      "kubeless.registry.insecure",
      "registryInsecure",
      Form.FLAG,
      "false",
      List.of(
          "build", "push", "preflight", "doctor", "deploy", "deploy-no-fork", "diff", "install"),
      "Allows plain HTTP and untrusted certificates for registries that are not on this machine."),
  /** The kind of objects that are applied. */
  TARGET(
      "kubeless.target",
      "target",
      Form.TARGET,
      "kubernetes",
      Goals.DEPLOYING,
      "Objects that are applied: `kubernetes`, or `kubeless` for a cluster with a Kubeless"
          + " controller."),
  /** The context of the kubeconfig. */
  CONTEXT(
      "kubeless.context",
      "context",
      Form.TEXT,
      "",
      Goals.CLUSTER,
      "Context of the kubeconfig. If it is unset, the current context is used."),
  /** The overlay. */
  OVERLAY(
      "kubeless.env",
      "overlay",
      Form.TEXT,
      "",
      Goals.ALL,
      "Name of the overlay: a directory `env/<name>` beside `function.yaml`."),
  /** The directory of function.yaml. */
  SOURCES(
      "kubeless.sources",
      "sources",
      Form.TEXT,
      "src/main/kubeless",
      Goals.ALL,
      "Directory of `function.yaml`, fragments and overlays, relative to the module."),
  /** The directory of the goals' output. */
  OUTPUT(
      "kubeless.output",
      "output",
      Form.TEXT,
      "kubeless",
      List.of(
          "generate",
          "build",
          "push",
          "run",
          "dev",
          "invoke",
          "doctor",
          "apply",
          "deploy",
          "deploy-no-fork",
          "diff"),
      "Directory of manifests, images and `result.json`, relative to the build directory."),
  /** The directory of the manifests of the controller. */
  INSTALLATION(
      "kubeless.output",
      "output",
      Form.TEXT,
      "",
      List.of("install"),
      "Directory, relative to the build directory, for the manifests and a Helm chart, which are written"
          + " instead of applying anything. Only the command line sets it."),
  /** The namespaces whose Functions the controller serves. */
  NAMESPACES(
      "kubeless.controller.namespaces",
      "controllerNamespaces",
      Form.NAMES,
      "",
      List.of("install"),
      "Namespaces whose resources the controller serves, separated by commas. If it is unset, it"
          + " serves all namespaces."),
  /** Whether the definitions of resources are deleted. */
  DEFINITIONS(
      "kubeless.uninstall.definitions",
      "deleteDefinitions",
      Form.FLAG,
      "false",
      List.of("uninstall"),
      "Deletes the definitions of Kubeless' resources, too, and with them all Functions and triggers"
          + " in all namespaces."),
  /** The jar that the image contains. */
  JAR(
      "kubeless.image.jar",
      "image.jar",
      Form.JAR,
      "classes",
      List.of("build", "push", "run", "deploy", "deploy-no-fork", "diff"),
      "`packaged` puts the jar of the `package` phase into the image, for example a shaded one:"
          + " `mvn package kubeless:deploy`. By default, the classes are packed."),
  /** The destination of {@code build}. */
  BUILD_TO(
      "kubeless.build.to",
      "to",
      Form.DESTINATION,
      "tar",
      List.of("build"),
      "Where images are written: `tar`, or `docker` for the Docker daemon of this machine."),
  /** The manifests that are applied. */
  MANIFESTS(
      "kubeless.manifests",
      "manifests",
      Form.TEXT,
      "",
      List.of("apply", "diff"),
      "Manifests that `push` has written elsewhere: a directory, a zip file, or coordinates"
          + " `groupId:artifactId:version[:classifier]`; several are separated by commas. No project is"
          + " required then."),
  /** Whether objects that others created are taken over. */
  ADOPT(
      "kubeless.adopt",
      "adopt",
      Form.FLAG,
      "false",
      Goals.TAKING,
      "Takes over existing objects of the function's name that the plugin did not create."),
  /** Whether fields that others set are taken over. */
  FORCE(
      "kubeless.force",
      "force",
      Form.FLAG,
      "false",
      Goals.TAKING,
      "Takes over fields that another field manager has set."),
  /** Whether the function moves to the other target. */
  SWITCH_TARGET(
      "kubeless.switchTarget",
      "switchTarget",
      Form.FLAG,
      "false",
      Goals.CHANGING,
      "Changes the target of a deployed function."),
  /** Whether pods are replaced. */
  RESTART(
      "kubeless.restart",
      "restart",
      Form.FLAG,
      "false",
      Goals.APPLYING,
      "Replaces the pods although nothing has changed, for example after a Secret was rotated."),
  /** Whether a deployment that fails is rolled back. */
  ROLLBACK_ON_FAILURE(
      "kubeless.rollbackOnFailure",
      "rollbackOnFailure",
      Form.FLAG,
      "false",
      Goals.APPLYING,
      "Restores the newest revision if the deployment fails; it fails nevertheless."),
  /** The time limit for the cluster. */
  WAIT(
      "kubeless.wait",
      "wait",
      Form.SECONDS,
      "300",
      List.of("apply", "deploy", "deploy-no-fork", "undeploy", "rollback", "install", "uninstall"),
      "Seconds to wait for the cluster; with 0, `deploy` does not wait for the pods."),
  /** The revision to restore. */
  REVISION(
      "kubeless.revision",
      "revision",
      Form.NUMBER,
      "",
      List.of("rollback"),
      "Number of the revision to restore. If it is unset, the previous one is restored."),
  /** Whether a difference from the cluster fails the build. */
  FAIL_ON_DRIFT(
      "kubeless.diff.failOnDrift",
      "failOnDrift",
      Form.FLAG,
      "true",
      List.of("diff"),
      "Fails if the functions differ from the cluster; Maven then ends with 2."),
  /** The port on this machine. */
  PORT(
      "kubeless.port",
      "port",
      Form.PORT,
      "8080",
      List.of("run", "dev", "invoke"),
      "Port of the function on this machine."),
  /** The directory of Secrets on this machine. */
  SECRETS(
      "kubeless.secretsDirectory",
      "secretsDirectory",
      Form.TEXT,
      "",
      List.of("run", "dev", "invoke"),
      "Directory with one directory for each Secret, which contains a file for each key."),
  /** Whether the function on this machine accepts a debugger. */
  DEBUG(
      "kubeless.debug",
      "debug",
      Form.DEBUG,
      "false",
      List.of("run", "dev"),
      "Accepts a debugger on port 5005 with `true`, or on another port. `run` waits for it before the"
          + " function starts."),
  /** Whether there is a console page, and its port. */
  CONSOLE(
      "kubeless.console",
      "console",
      Form.CONSOLE,
      "true",
      List.of("run", "dev"),
      "Port of the console page on 127.0.0.1: `true` for a free one from 8090 on, another port, or"
          + " `false` for no page."),
  /** Whether the function on this machine takes events from pods. */
  JOIN_GROUP(
      "kubeless.joinGroup",
      "joinGroup",
      Form.FLAG,
      "false",
      List.of("run", "dev"),
      "Takes events from pods, as a member of their consumer groups."),
  /** Whether the function on this machine is called. */
  LOCAL(
      "kubeless.local",
      "local",
      Form.FLAG,
      "false",
      List.of("invoke"),
      "Calls the function that `run` has started on this machine."),
  /** The body of a request. */
  DATA(
      "kubeless.data",
      "data",
      Form.BODY,
      "",
      List.of("invoke"),
      "Body of the request or event; `@order.json` is the content of a file."),
  /** The file with the body. */
  FILE(
      "kubeless.file",
      "file",
      Form.TEXT,
      "",
      List.of("invoke"),
      "File with the body, relative to the project."),
  /** The path and query. */
  PATH(
      "kubeless.path",
      "path",
      Form.REQUEST_PATH,
      "/",
      List.of("invoke"),
      "Path and query of the request."),
  /** The method. */
  METHOD(
      "kubeless.method",
      "method",
      Form.METHOD,
      "",
      List.of("invoke"),
      "Method of the request. If it is unset, a request with a body is a POST, and one without is a"
          + " GET."),
  /** Header fields. */
  HEADERS(
      "kubeless.headers",
      "headers",
      Form.BODY,
      "",
      List.of("invoke"),
      "Header fields of the request or event, separated by commas: `Accept: text/plain, X-Id: 7`."),
  /** The attributes of a CloudEvent. */
  CLOUD_EVENT(
      "kubeless.cloudEvent",
      "cloudEvent",
      Form.BODY,
      "",
      List.of("invoke"),
      "Sends a CloudEvent with these attributes, separated by commas: `type: com.acme.order,"
          + " subject: 7`. The required ones that are missing have defaults."),
  /** The trigger that an event is published to. */
  TRIGGER(
      "kubeless.trigger",
      "trigger",
      Form.TEXT,
      "",
      List.of("invoke"),
      "Name of a Kafka or NATS trigger, to publish an event instead of sending a request."),
  /** The key of an event. */
  KEY(
      "kubeless.key",
      "key",
      Form.BODY,
      "",
      List.of("invoke"),
      "Key of the record for a Kafka trigger."),
  /** The subject of an event. */
  SUBJECT(
      "kubeless.subject",
      "subject",
      Form.TEXT,
      "",
      List.of("invoke"),
      "Subject of the message for a NATS trigger whose own subject has wildcards."),
  /** The format of the output. */
  FORMAT(
      "kubeless.format",
      "format",
      Form.FORMAT,
      "",
      List.of("status", "list", "top", "logs", "history", "doctor"),
      "Format of the output: `text`, `json` or `yaml`. If it is unset, `logs` converts the lines to text on a terminal only, and the other goals write text."),
  /** Whether new lines of the log are awaited. */
  FOLLOW(
      "kubeless.follow",
      "follow",
      Form.FLAG,
      "false",
      List.of("logs"),
      "Waits for new lines, also of pods that start later, until it is interrupted."),
  /** Whether the log of the previous containers is read. */
  PREVIOUS(
      "kubeless.previous",
      "previous",
      Form.FLAG,
      "false",
      List.of("logs"),
      "Reads the log that containers had before their last restart, for example after a crash."),
  /** The greatest age of lines of the log. */
  SINCE(
      "kubeless.since",
      "since",
      Form.AGE,
      "",
      List.of("logs"),
      "Greatest age of a line, such as `30s`, `5m`, `2h` or `1d`. If it is unset, all lines are read."),
  /** The number of lines of the log. */
  TAIL(
      "kubeless.tail",
      "tail",
      Form.COUNT,
      "",
      List.of("logs"),
      "Number of last lines of each pod. If it is unset, all lines are read.");

  /** The goals that read a setting. */
  static final class Goals {
    /** The goals that apply objects. */
    static final List<String> APPLYING = List.of("apply", "deploy", "deploy-no-fork");

    /** The goals that apply objects, of a project or of the history. */
    static final List<String> CHANGING =
        List.of("apply", "deploy", "deploy-no-fork", "diff", "rollback");

    /** The goals that may take over what others have created. */
    static final List<String> TAKING =
        List.of("apply", "deploy", "deploy-no-fork", "diff", "rollback", "install");

    /** The goals that depend on the kind of objects. */
    static final List<String> DEPLOYING =
        List.of("preflight", "doctor", "apply", "deploy", "deploy-no-fork", "diff");

    /** The goals that connect to a cluster. */
    static final List<String> CLUSTER =
        List.of(
            "preflight",
            "doctor",
            "apply",
            "deploy",
            "deploy-no-fork",
            "diff",
            "undeploy",
            "history",
            "rollback",
            "invoke",
            "status",
            "list",
            "top",
            "logs",
            "install",
            "uninstall");

    /** The goals that read whole functions. */
    static final List<String> FUNCTIONS =
        List.of(
            "generate",
            "validate",
            "build",
            "push",
            "config",
            "run",
            "dev",
            "preflight",
            "doctor",
            "apply",
            "deploy",
            "deploy-no-fork",
            "diff");

    /** The goals that use a registry. */
    static final List<String> PUSHING =
        Stream.concat(FUNCTIONS.stream(), Stream.of("install")).toList();

    /** All goals except {@code help}. */
    static final List<String> ALL =
        List.of(
            "generate",
            "validate",
            "build",
            "push",
            "config",
            "run",
            "dev",
            "preflight",
            "doctor",
            "apply",
            "deploy",
            "deploy-no-fork",
            "diff",
            "undeploy",
            "history",
            "rollback",
            "invoke",
            "status",
            "list",
            "top",
            "logs",
            "install",
            "uninstall");

    private Goals() {}
  }

  /** The syntax of valid values. */
  enum Form {
    /** A switch, which {@code -Dname} without a value sets to true. */
    FLAG("|true|false", Message.of("true or false is expected"), "true"),
    /** Any text, without white space around it. */
    TEXT("(?!.*\\$\\{).*", Message.empty(), ""),
    /** Any text, unchanged. */
    BODY("(?s).*", Message.empty(), ""),
    /** Seconds. */
    SECONDS("\\d{1,6}", Message.of("whole seconds are expected"), "300"),
    /** A positive number. */
    NUMBER("[1-9]\\d{0,8}", Message.of("a number from 1 on is expected"), "3"),
    /** A port; 0 means any free port. */
    PORT(
        "[0-5]?\\d{1,4}|6[0-4]\\d{3}|65[0-4]\\d\\d|655[0-2]\\d|6553[0-5]",
        Message.of("a port from 0 to 65535 is expected"), "8080"),
    /** A switch, or a port. */
    DEBUG(
        "|true|false|[0-5]?\\d{1,4}|6[0-4]\\d{3}|65[0-4]\\d\\d|655[0-2]\\d|6553[0-5]",
        Message.of("true, false or a port is expected"), "5005"),
    /** A switch, or a port. */
    CONSOLE(DEBUG.pattern, DEBUG.expected, "false"),
    /** A target's name. */
    TARGET("kubernetes|kubeless", Message.of("kubernetes or kubeless is expected"), "kubernetes"),
    /** The destination of an image. */
    DESTINATION(
        "tar|docker",
        Message.of("tar or docker is expected; push sends images to a registry"),
        "tar"),
    /** The jar that an image contains. */
    JAR("classes|packaged", Message.of("classes or packaged is expected"), "packaged"),
    /** An HTTP method. */
    METHOD(
        "GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS",
        Message.of("GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS is expected"),
        "PUT"),
    /** A time span with its unit. */
    AGE("\\d{1,6}[smhd]", Message.of("a number with its unit s, m, h or d is expected"), "5m"),
    /** A number of lines. */
    COUNT("\\d{1,6}", Message.of("a whole number is expected"), "100"),
    /** Names of namespaces, with commas between them. */
    NAMES(
        "(?:[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\\s*,\\s*[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*)?",
        Message.of("names of namespaces are expected, with commas between them"),
        "team-a,team-b"),
    /** The format of the output. */
    FORMAT("text|json|yaml", Message.of("text, json or yaml is expected"), "json"),
    /** A path and an optional query; RFC 3986. */
    REQUEST_PATH(
        "(?:[A-Za-z0-9\\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*",
        Message.of("a path and query of a URL are expected, with other characters percent-encoded"),
        "/a%20b");

    private final String pattern;

    @SuppressWarnings("ImmutableEnumChecker") // a message copies its arguments, which are records
    private final Message expected;

    private final String example;

    Form(String pattern, Message expected, String example) {
      this.pattern = pattern;
      this.expected = expected;
      this.example = example;
    }

    boolean accepts(String text) {
      return text.matches(pattern);
    }

    Message expected() {
      return expected;
    }

    String example() {
      return example;
    }
  }

  private final String property;
  private final String element;
  private final Form form;
  private final String otherwise;

  @SuppressWarnings("ImmutableEnumChecker") // created with List.of
  private final List<String> goals;

  private final String description;

  Setting(
      String property,
      String element,
      Form form,
      String otherwise,
      List<String> goals,
      String description) {
    this.property = property;
    this.element = element;
    this.form = form;
    this.otherwise = otherwise;
    this.goals = goals;
    this.description = description;
  }

  /** Returns the name of the property for {@code -D} and {@code <properties>}. */
  String property() {
    return property;
  }

  /** Returns the name of the element in {@code <configuration>}, with a dot before a nested one. */
  String element() {
    return element;
  }

  Form form() {
    return form;
  }

  /** Returns the default; empty if there is none. */
  Optional<String> otherwise() {
    return otherwise.isEmpty() ? Optional.empty() : Optional.of(otherwise);
  }

  /** Returns the goals that read the setting. */
  List<String> goals() {
    return goals;
  }

  /** Returns the documentation in Markdown. */
  String description() {
    return description;
  }

  /**
   * Returns the property that skips one goal; {@code deploy-no-fork} has the same as {@code
   * deploy}.
   */
  static String skip(String goal) {
    return "kubeless." + goal.replace("-no-fork", "") + ".skip";
  }

  /** Returns the names of all properties, including those that skip one goal. */
  static List<String> properties() {
    return Stream.concat(
            Arrays.stream(values()).map(Setting::property), Goals.ALL.stream().map(Setting::skip))
        .distinct()
        .toList();
  }

  /** Returns whether an element of {@code <configuration>} is a setting rather than a key. */
  static boolean isElement(String name) {
    return Arrays.stream(values()).anyMatch(each -> each.element.equals(name));
  }
}
