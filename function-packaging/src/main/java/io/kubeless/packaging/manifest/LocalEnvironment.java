package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Target;
import io.kubeless.runtime.RuntimeContract;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The environment of a function on this machine. It is the same as in its pods, with local files
 * and a local port.
 */
public final class LocalEnvironment {
  /** The namespace in the names of consumer groups if the configuration has none. */
  private static final String NAMESPACE = "default";

  private LocalEnvironment() {}

  /**
   * Returns the variables.
   *
   * @param readable whether the log is plain text, unless the function's own environment sets its
   *     format
   * @param suffix for the names of the consumer groups of this process; if absent, it is a member
   *     of those of the pods
   */
  public static SortedMap<String, String> of(
      Function function,
      int port,
      Path config,
      Optional<Path> secrets,
      boolean readable,
      Optional<String> suffix) {
    SortedMap<String, String> environment = new TreeMap<>(function.runtime().env());
    if (readable) {
      environment.putIfAbsent(RuntimeContract.LOG_FORMAT, "text");
    }
    Function local =
        function.namespace().isPresent() ? function : function.withNamespace(NAMESPACE);
    SortedMap<String, String> contract =
        Environment.contract(
            local,
            Target.KUBERNETES,
            each ->
                suffix.isPresent()
                    ? each.localEnvironment(local, suffix.get())
                    : each.environment(local, Target.KUBERNETES));
    secrets.ifPresent(
        directory -> contract.replaceAll((name, value) -> local(name, value, directory)));
    environment.putAll(contract);
    environment.put(RuntimeContract.FUNC_PORT, String.valueOf(port));
    environment.put(RuntimeContract.MANAGEMENT_PORT, "0");
    environment.put(RuntimeContract.PROBES_ON_FUNCTION_PORT, "true");
    environment.put(RuntimeContract.DRAIN_DELAY, "0");
    environment.put(RuntimeContract.LOG_EVENTS, "true");
    environment.put(RuntimeContract.CONFIG_DIRECTORY, config.toAbsolutePath().toString());
    secrets.ifPresent(
        directory ->
            environment.put(
                RuntimeContract.SECRETS_DIRECTORY, directory.toAbsolutePath().toString()));
    return environment;
  }

  /** Returns the path of a Secret on this machine instead of that in the image. */
  private static String local(String name, String value, Path secrets) {
    String mounted = RuntimeContract.DEFAULT_SECRETS_DIRECTORY + "/";
    return name.endsWith("_DIRECTORY") && value.startsWith(mounted)
        ? secrets.toAbsolutePath().resolve(value.substring(mounted.length())).toString()
        : value;
  }
}
