package io.kubeless.controller.source;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.manifest.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The containers that write the source to the volume, add its dependencies and compile it.
 *
 * @param environment the variables of the function's container, without those of its runtime
 * @param mounts those of the volume and of the ConfigMap, in this order
 * @param resources the resources of each container; empty for none
 */
record InitContainers(
    FunctionSpec function,
    RuntimeVersion runtime,
    Source source,
    KubelessConfig config,
    List<Map<String, Object>> environment,
    List<Map<String, Object>> mounts,
    Map<String, Object> resources) {
  private static final String VARIABLE = "KUBELESS_INSTALL_VOLUME";

  List<Map<String, Object>> all() {
    List<Map<String, Object>> all = new ArrayList<>();
    all.add(prepare());
    install().ifPresent(all::add);
    compile().ifPresent(all::add);
    return all;
  }

  private Map<String, Object> prepare() {
    Optional<RuntimePhase> own = runtime.phase(RuntimeVersion.PREPARATION);
    if (own.isPresent()) {
      List<Map<String, Object>> variables = new ArrayList<>();
      variables.add(variable(VARIABLE, Preparation.VOLUME));
      variables.add(variable("KUBELESS_SOURCE_DIRECTORY", Preparation.SOURCE));
      variables.add(variable("KUBELESS_SOURCE_FILE", source.file()));
      variables.add(variable("KUBELESS_CONTENT_TYPE", type()));
      variables.add(variable("KUBELESS_CHECKSUM", source.sha256().orElse("")));
      variables.add(variable("KUBELESS_DEPS_NAME", runtime.depName()));
      variables.addAll(variables(own.get().env()));
      return container("prepare", own.get(), own.get().command(), variables, mounts);
    }
    String image = config.provisionImage().orElse(runtime.runtime().image());
    RuntimePhase phase = new RuntimePhase(image, List.of(), Map.of(), List.of());
    List<String> command = List.of("sh", "-c", Preparation.line(source, runtime.depName()));
    return container("prepare", phase, command, List.of(), mounts);
  }

  private String type() {
    return function.fields().text(function.spec(), "spec.function-content-type").orElse("text");
  }

  private Optional<Map<String, Object>> install() {
    Optional<RuntimePhase> phase = runtime.phase(RuntimeVersion.INSTALLATION);
    if (phase.isEmpty() || (function.deps().isEmpty() && !source.type().deps())) {
      return Optional.empty();
    }
    String file = Preparation.VOLUME + "/" + runtime.depName();
    List<Map<String, Object>> variables = new ArrayList<>(environment);
    variables.add(variable(VARIABLE, Preparation.VOLUME));
    variables.add(variable("KUBELESS_DEPS_FILE", file));
    variables.addAll(variables(phase.get().env()));
    // The checksum of dependencies in an archive is part of that of the archive.
    List<String> command =
        phase.get().shell() && !source.type().deps()
            ? List.of("sh", "-c", checked(phase.get().command().get(2), file))
            : phase.get().command();
    return Optional.of(container("install", phase.get(), command, variables, mounts.subList(0, 1)));
  }

  private String checked(String line, String file) {
    List<String> steps =
        new ArrayList<>(
            Preparation.check(Source.sha256(function.deps()), file, "/tmp/deps.sha256"));
    steps.add(line);
    return String.join(" && ", steps);
  }

  private Optional<Map<String, Object>> compile() {
    return runtime
        .phase(RuntimeVersion.COMPILATION)
        .map(
            phase -> {
              List<Map<String, Object>> variables = new ArrayList<>(environment);
              variables.add(variable(VARIABLE, Preparation.VOLUME));
              variables.add(variable("KUBELESS_FUNC_NAME", function.method()));
              variables.addAll(variables(phase.env())); // they may refer to those before
              return container("compile", phase, phase.command(), variables, mounts.subList(0, 1));
            });
  }

  private Map<String, Object> container(
      String name,
      RuntimePhase phase,
      List<String> command,
      List<Map<String, Object>> variables,
      List<Map<String, Object>> volumes) {
    List<Map<String, Object>> mounted = new ArrayList<>(volumes);
    phase.secrets().forEach(secret -> mounted.add(SecretVolumes.mount(secret)));
    boolean shell = command.size() == 3 && command.get(1).equals("-c");
    return Fields.of(
        field("name", name),
        field("image", phase.image()),
        field("imagePullPolicy", "IfNotPresent"),
        field("command", Fields.unlessEmpty(shell ? command.subList(0, 2) : command)),
        field("args", shell ? command.subList(2, 3) : null),
        field("workingDir", name.equals("prepare") ? null : Preparation.VOLUME),
        field("env", Fields.unlessEmpty(ContainerEnvironment.unique(variables))),
        field("resources", Fields.unlessEmpty(resources)),
        field("volumeMounts", mounted));
  }

  private static List<Map<String, Object>> variables(Map<String, String> env) {
    List<Map<String, Object>> variables = new ArrayList<>();
    env.forEach(
        (name, value) -> variables.add(Fields.of(field("name", name), field("value", value))));
    return variables;
  }

  private static Map<String, Object> variable(String name, String value) {
    return Fields.of(field("name", name), field("value", value.replace("$", "$$")));
  }
}
