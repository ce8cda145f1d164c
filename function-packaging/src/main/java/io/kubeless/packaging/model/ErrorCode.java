package io.kubeless.packaging.model;

import static io.kubeless.packaging.model.Argument.buildFile;
import static io.kubeless.packaging.model.Argument.goals;
import static io.kubeless.packaging.model.Argument.goalsOfPackaged;
import static io.kubeless.packaging.model.Argument.setting;
import static io.kubeless.packaging.model.ErrorCode.Audience.ENVIRONMENT;
import static io.kubeless.packaging.model.ErrorCode.Audience.PROJECT;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;

/**
 * The errors that this project reports. A code never changes its meaning, and no number is used
 * again. {@code docs/errors.md} is generated from this list.
 */
public enum ErrorCode {
  NO_REGISTRY(
      101,
      ENVIRONMENT,
      "no registry to push to",
      "`%s`, `KUBELESS_REGISTRY`, or a cluster that advertises its own registry",
      setting("registry")),
  REGISTRY_UNREACHABLE(
      102,
      ENVIRONMENT,
      "the registry is unreachable or not a registry",
      "the address; `curl -i https://<host>/v2/`"),
  REGISTRY_NOT_TRUSTED(
      103,
      ENVIRONMENT,
      "the registry uses plain HTTP, or its certificate is not trusted",
      "`%s`, or the certificate in the JDK's trust store",
      setting("registry.insecure")),
  REGISTRY_LOGIN_FAILED(
      104,
      ENVIRONMENT,
      "the registry denies access, or a password cannot be decrypted",
      "`docker login`, or a login for the registry's host and port in the build's settings"),
  KUBECONFIG_INVALID(
      105,
      ENVIRONMENT,
      "the kubeconfig is missing, lacks the context, or has a field that cannot be used",
      "the field that is named; `kubectl config get-contexts`, `%s`, `KUBECONFIG`",
      setting("context")),
  CLUSTER_UNREACHABLE(
      106,
      ENVIRONMENT,
      "the cluster is unreachable, or the login has expired",
      "`kubectl version`; log in again"),
  PERMISSION_MISSING(
      107,
      ENVIRONMENT,
      "permissions are missing",
      "the Role that is printed; `%s` lists all of them",
      goals("doctor")),
  BASE_IMAGE_UNUSABLE(
      108,
      ENVIRONMENT,
      "the base image is not found, not cached for an offline build, or cannot be built on",
      "`image.base`; one build while online; `%s`",
      setting("image.base", "linked-jre")),
  JRE_NOT_LINKED(
      109,
      ENVIRONMENT,
      "a JRE cannot be linked, or not for the architecture",
      "a JDK with jlink on Linux, at least of the project's Java release; or a base image"),
  DOCKER_FAILED(
      110,
      ENVIRONMENT,
      "the Docker daemon cannot load the image",
      "start Docker, or build a tar with `%s`",
      goals("build")),
  CLASS_PATH_UNRESOLVED(
      111,
      ENVIRONMENT,
      "the function's class path cannot be resolved",
      "the repositories; one build while online"),
  LIBRARY_NOT_PACKAGED(
      112,
      PROJECT,
      "the jar of a module that has a classifier is not packaged yet",
      "`%s`",
      goalsOfPackaged("deploy")),
  JAR_NOT_PACKAGED(
      113,
      PROJECT,
      "the project's jar is missing, or has a classifier",
      "`%s`; a main jar without a classifier",
      goalsOfPackaged("deploy")),
  IMAGE_CHANGED(
      114,
      PROJECT,
      "the image to push differs from the image that was built; nothing was pushed",
      "run the goals `build` and `push` in one build"),
  ARCHITECTURE_MISSING(
      115,
      PROJECT,
      "the base image is not built for the architecture",
      "another `image.base` or `image.architecture`"),
  SINGLE_ARCHITECTURE_REQUIRED(
      116,
      PROJECT,
      "a tar and the Docker daemon take an image of one architecture only",
      "one `image.architecture`, or a registry"),
  LOGIN_COMMAND_FAILED(
      117,
      ENVIRONMENT,
      "the login command (`exec`) of the kubeconfig is missing or fails",
      "its own output, which is quoted; its `installHint`"),
  IMAGE_NAME_CHANGED(
      118,
      PROJECT,
      "`apply` is configured for another image name than `push`",
      "the same settings for `push` and `apply`"),
  LOCALE_UNSUITABLE(
      119,
      ENVIRONMENT,
      "the name of a file, or a variable of `run`, contains characters that the locale cannot"
          + " express",
      "a UTF-8 locale: `LC_ALL=C.UTF-8`"),
  UNEXPECTED(
      199, ENVIRONMENT, "an unexpected failure", "the cause that is reported, and its stack trace"),

  HANDLER_MISSING(
      201,
      PROJECT,
      "no class implements `Handler`",
      "`public final class Hello implements Handler<Event, Context>`"),
  FUNCTION_NAME_NOT_UNIQUE(
      202,
      PROJECT,
      "two functions have the same name",
      "`@KubelessFunction(name = …)`; no `name:` that applies to both"),
  HANDLER_IS_LAMBDA(
      203,
      PROJECT,
      "the handler is a lambda",
      "a class that implements the interface: the generic types of a lambda are erased"),
  HANDLER_NOT_CONSTRUCTIBLE(
      204,
      PROJECT,
      "a handler cannot be constructed",
      "a public class with a public constructor without parameters"),
  EVENT_NOT_BINDABLE(
      205,
      PROJECT,
      "events cannot be bound: JSON cannot be converted to the type, or to one of its members",
      "`Event`, or `TypedEvent` of a record; `@JsonCreator` or `@JsonTypeInfo`; a Jackson module"),
  CONTEXT_UNSUPPORTED(206, PROJECT, "a handler requires its own type of context", "`Context`"),
  HANDLER_NOT_FOUND(
      207,
      PROJECT,
      "`handler:` names a class that is missing, or several classes",
      "one of the classes that are listed"),
  CLASS_FILE_UNREADABLE(
      208, PROJECT, "a class file cannot be read", "compile for a released version of Java"),
  API_TOO_NEW(
      209, PROJECT, "the API is newer than the plugin", "the plugin in the version of the API"),
  JACKSON_INCOMPATIBLE(
      210, PROJECT, "Jackson is too old, or of two minor versions", "import `jackson-bom`"),
  KAFKA_INCOMPATIBLE(
      211,
      PROJECT,
      "Kafka's client is too old for a Kafka trigger",
      "a newer `kafka-clients` in `<dependencyManagement>`"),

  UNKNOWN_KEY(301, PROJECT, "a key or a function is unknown", "the nearest known name"),
  INVALID_VALUE(302, PROJECT, "a value is not valid", "the example that is reported"),
  INVALID_YAML(
      303,
      PROJECT,
      "a file is not valid YAML, or uses an unsupported feature",
      "the line and column that are reported"),
  SOURCE_IN_DOCUMENT(
      304,
      PROJECT,
      "a Function document contains source or dependencies",
      "`src/main/java` and `%s`",
      buildFile()),
  RUNTIME_UNSUPPORTED(
      305, PROJECT, "a Function document requires another runtime", "remove `runtime`"),
  TRIGGER_UNKNOWN(
      307, PROJECT, "a trigger has an unknown type", "one of the types that are listed"),
  OVERLAY_NOT_FOUND(
      308, PROJECT, "the overlay does not exist", "`src/main/kubeless/env/<name>/function.yaml`"),
  SINGLE_FUNCTION_REQUIRED(
      309,
      PROJECT,
      "a setting of one function applies to several, or a goal requires one function",
      "`%s`; `%s`; the goal in one module",
      setting("functions.<name>.<key>"),
      setting("handler")),
  FILE_UNUSABLE(
      310,
      PROJECT,
      "a file is not read, or a fragment would change a field that identifies an object",
      "rename the file, or remove the field"),
  PROPERTY_UNKNOWN(311, PROJECT, "a property of the plugin is unknown", "the nearest known name"),
  SETTING_MISPLACED(
      312,
      PROJECT,
      "a setting is in a place that the goal does not read, such as another goal's execution",
      "the configuration that all goals share"),
  TARGET_UNSUPPORTED(
      313, PROJECT, "target `kubeless` does not support this", "the target `kubernetes`"),

  FIELD_CONFLICT(
      401,
      ENVIRONMENT,
      "a field was set by another manager",
      "its value in your sources, or `%s`",
      setting("force")),
  REQUEST_REJECTED(
      402,
      ENVIRONMENT,
      "the cluster rejects an object, or fails to process it",
      "the server's message, which is quoted; the fragment that sets the field"),
  OWNED_BY_ANOTHER(
      403,
      ENVIRONMENT,
      "an object, or the whole function, has another owner",
      "another `%s`, or `%s`",
      setting("name"),
      setting("adopt")),
  DEPLOYED_FOR_OTHER_TARGET(
      404,
      ENVIRONMENT,
      "the function is deployed for the other target",
      "that target, or `%s`",
      setting("switchTarget")),
  SECRET_MISSING(
      405,
      ENVIRONMENT,
      "a Secret is missing on the cluster, or in the directory of `run`",
      "`kubectl create secret generic …`; `%s`",
      setting("secretsDirectory")),
  DEPLOYMENT_LOCKED(
      406,
      ENVIRONMENT,
      "another process is changing the function, or has taken the lock",
      "wait for the process that is named, or end it"),
  KIND_NOT_SERVED(407, ENVIRONMENT, "the cluster does not serve a kind", "`kubectl api-resources`"),
  NAMESPACE_NOT_FOUND(
      408, ENVIRONMENT, "the namespace does not exist", "`kubectl create namespace …`"),
  IMAGE_WITHOUT_DIGEST(
      409, PROJECT, "the image has no digest", "`push` before `apply`, or `deploy`"),
  IMAGE_PULL_FAILED(
      411,
      ENVIRONMENT,
      "the image cannot be pulled",
      "the command in the message that creates a pull secret, or a registry address that the"
          + " nodes can reach"),
  START_FAILED(
      412,
      ENVIRONMENT,
      "the function cannot start",
      "the reason that is reported, or the last lines of its log"),
  OUT_OF_MEMORY(413, ENVIRONMENT, "the function ran out of memory", "`memory`"),
  QUOTA_EXCEEDED(
      414, ENVIRONMENT, "the function exceeds a quota", "a larger quota, or lower requests"),
  NOT_READY(
      415,
      ENVIRONMENT,
      "the function is not ready in time",
      "what it waits for; `%s`",
      setting("wait")),
  NO_CONTROLLER(
      416,
      ENVIRONMENT,
      "the Kubeless controller is not running, or has not updated the Deployment",
      "the target `kubernetes`"),
  DELETION_BLOCKED(417, ENVIRONMENT, "an object is not deleted", "the owner of its finalizer"),
  CALL_FAILED(
      418,
      ENVIRONMENT,
      "the function cannot be called",
      "`%s`, or `%s` for `%s`",
      goals("deploy"),
      goals("run"),
      setting("local")),
  ERROR_RESPONSE(
      419,
      PROJECT,
      "the function responded with a status of 400 or above",
      "its response, printed above; the log that is named"),
  LOCAL_START_FAILED(
      420,
      PROJECT,
      "the function on this machine cannot start, or has ended",
      "the reason that is reported"),
  NOT_CALLABLE(
      421,
      PROJECT,
      "the function runs once for each scheduled time and cannot be called",
      "the `kubectl create job` command in the message"),
  INTERRUPTED(
      422,
      ENVIRONMENT,
      "waiting for the cluster or a registry was interrupted",
      "run it again: objects that were applied are recorded"),
  EVENT_NOT_PUBLISHED(
      423,
      ENVIRONMENT,
      "an event cannot be published to a trigger",
      "the reason that is reported; an overlay with brokers that this machine reaches: `%s`",
      setting("env", "local")),
  ROUTE_REJECTED(
      424,
      ENVIRONMENT,
      "a Gateway does not accept an HTTPRoute",
      "the reason of its controller; `gateway` and `host` of the trigger"),
  SEVERAL_GATEWAYS(
      425, PROJECT, "several Gateways accept a trigger", "`gateway`, or `route: ingress`"),
  REVISION_NOT_FOUND(
      430,
      ENVIRONMENT,
      "the history of the function does not contain the revision",
      "`%s`",
      goals("history")),
  CONFIGURATION_DELETED(
      431,
      ENVIRONMENT,
      "the ConfigMap with the configuration of a revision was deleted",
      "another revision, or `%s`",
      goals("deploy")),
  ROLLBACK_FAILED(
      432,
      ENVIRONMENT,
      "a deployment has failed, and its rollback too",
      "the error after it; `%s`",
      goals("rollback")),
  DRIFT(
      433,
      PROJECT,
      "a function differs from the cluster",
      "`%s`; `%s`",
      goals("deploy"),
      setting("diff.failOnDrift", "false")),
  NOT_DEPLOYED(440, ENVIRONMENT, "the function is not deployed", "`%s`", goals("deploy")),
  NO_LOG(
      441,
      ENVIRONMENT,
      "there is no log",
      "`%s`, and a log that exists: of running pods, or of restarted containers",
      goals("status")),
  CLOCK_SKEW(
      442,
      ENVIRONMENT,
      "the clocks of this machine and the cluster differ",
      "`timedatectl set-ntp true`"),
  JDK_TOO_OLD(443, ENVIRONMENT, "the JDK cannot compile the project", "`JAVA_HOME`"),
  MANIFESTS_NOT_FOUND(
      460,
      ENVIRONMENT,
      "there are no manifests to apply",
      "a directory, a zip file or coordinates: `%s`",
      setting("manifests")),
  MANIFESTS_CHANGED(
      461,
      ENVIRONMENT,
      "manifests are not those that were pushed",
      "`%s` again, or another copy",
      goals("push")),
  SETTING_WITHOUT_EFFECT(
      462,
      PROJECT,
      "a setting has no effect on manifests that were pushed",
      "the setting for `%s`",
      goals("push")),
  CONSOLE_PORT(470, ENVIRONMENT, "the console cannot listen", "`%s`", setting("console", "0")),
  OBJECT_OF_ANOTHER(
      471,
      ENVIRONMENT,
      "the controller does not write an object of a Function's name, because it belongs to something"
          + " else",
      "another name for the Function, or delete the object"),
  DEPLOYED_NATIVELY(
      472,
      ENVIRONMENT,
      "the controller does not write the objects of a Function that was deployed to target"
          + " `kubernetes`",
      "one of the two: `%s`, or delete the Function",
      goals("undeploy")),
  SELECTOR_FIXED(
      473,
      ENVIRONMENT,
      "the selector of an existing Deployment requires labels that the Function does not have",
      "the labels, or let the controller create the Deployment again, with the pods of the old one"),
  RUNTIME_NOT_CONFIGURED(
      474,
      ENVIRONMENT,
      "the runtime of a Function with source is not configured",
      "a runtime that is, as the message lists them, or a new one in the ConfigMap"
          + " `kubeless-config`"),
  RUNTIME_CONFIG_INVALID(
      475,
      ENVIRONMENT,
      "the ConfigMap `kubeless-config` of the controller is not valid",
      "the key that is named, with `kubectl edit configmap kubeless-config`"),
  ARCHIVE_REJECTED(
      480,
      PROJECT,
      "the JVM of the image rejects the start-up archive",
      "the reason of the JVM, or `%s`",
      setting("image.archive", "false")),
  TRAINING_REQUEST_FAILED(
      481,
      PROJECT,
      "a request of `image.trainWith` failed",
      "the request or the function, which answers without its brokers and Secrets"),
  ARCHIVE_UNUSABLE(
      482,
      PROJECT,
      "the file of `image.archive` cannot be put into the image",
      "a file that the JVM of the image has recorded"),
  RESOURCE_INVALID(
      483,
      PROJECT,
      "a field of a Function resource is not valid",
      "the value of the field, with `kubectl edit`"),
  RESOURCE_UNSUPPORTED(
      484,
      PROJECT,
      "the controller does not support a Function resource",
      "a function that `%s` has deployed to target `kubeless`",
      goals("deploy")),
  TRIGGER_INVALID(
      485,
      PROJECT,
      "a field of a trigger resource is not valid",
      "the value of the field, with `kubectl edit`"),
  TRIGGER_UNSUPPORTED(
      486,
      PROJECT,
      "the controller cannot serve a trigger resource",
      "the setting that the message names, of the trigger or of the controller"),
  INSTALLATION_NOT_PERMITTED(
      490,
      ENVIRONMENT,
      "the user may not install the controller",
      "an administrator of the cluster; `%s` writes the manifests for one",
      setting("output", "…")),
  DEFINITION_OF_ANOTHER(
      491,
      ENVIRONMENT,
      "the resources of Kubeless are defined by something else",
      "`%s`, which keeps the stored objects",
      setting("adopt")),
  OTHER_CONTROLLER(
      492,
      ENVIRONMENT,
      "another controller of Kubeless is running",
      "delete its Deployment, which keeps the functions"),
  CONTROLLER_NOT_READY(
      493,
      ENVIRONMENT,
      "the controller was installed, and is not ready",
      "the cause that is reported; `%s`",
      setting("wait", "600")),
  RUN_FAILED(
      495,
      PROJECT,
      "the last run of a function with `run: once` has failed",
      "`%s`",
      goals("logs")),
  ROUTE_OF_CLUSTER(
      496,
      PROJECT,
      "pushed manifests contain an Ingress, and `route: auto` chooses a Gateway on this cluster",
      "`route: gateway`, or `route: ingress`"),
  NO_AUTOSCALER(
      497,
      ENVIRONMENT,
      "with `autoscaling.by: auto`, the cluster has nothing that scales on lag",
      "KEDA, an adapter of external metrics, the version of Kubernetes for `min: 0`"),
  AUTOSCALER_OF_CLUSTER(
      498,
      PROJECT,
      "pushed manifests contain a ScaledObject, and `autoscaling.by: auto` chooses a"
          + " HorizontalPodAutoscaler on this cluster",
      "`autoscaling.by: hpa`");

  /** Who can correct an error. */
  public enum Audience {
    /**
     * The author of the project, because the code, the build file or {@code function.yaml} is
     * wrong.
     */
    PROJECT,
    /** The administrator of the registry, the cluster or this machine. */
    ENVIRONMENT
  }

  private final int number;
  private final Audience audience;
  private final String failure;

  @SuppressWarnings("ImmutableEnumChecker") // a message copies its arguments, which are records
  private final Message remedy;

  @FormatMethod
  ErrorCode(
      int number,
      Audience audience,
      String failure,
      @FormatString String remedy,
      Object... arguments) {
    this.number = number;
    this.audience = audience;
    this.failure = failure;
    this.remedy = Message.of(remedy, arguments);
  }

  /** Returns the number, such as 101. */
  public int number() {
    return number;
  }

  /** Returns who can correct the error. */
  public Audience audience() {
    return audience;
  }

  /** Returns a general description of the failure. */
  public String failure() {
    return failure;
  }

  /** Returns a general remedy. */
  public Message remedy() {
    return remedy;
  }

  /** Returns the code as it is reported, such as {@code KUBELESS-101}. */
  public String text() {
    return "KUBELESS-" + number;
  }
}
